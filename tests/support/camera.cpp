// SPDX-License-Identifier: MIT
/// A camera of PipeWire that shows one colour, for as long as it runs: `camera NAME WIDTH HEIGHT RATE Y U V`.
/// GStreamer's pipewiresink makes one too, but after it was left and opened again it often brings no picture any more.

#include <array>
#include <cstdint>
#include <cstdlib>
#include <ctime>

#include <pipewire/pipewire.h>
#include <spa/param/video/format-utils.h>

namespace {

class Camera {
public:
    Camera(const char *name, uint32_t width, uint32_t height, uint32_t rate, std::array<uint8_t, 3> yuv)
        : width_(width), height_(height), rate_(rate), yuv_(yuv), loop_(pw_main_loop_new(nullptr)) {
        timer_ = pw_loop_add_timer(
            loop(), [](void *self, uint64_t) { pw_stream_trigger_process(static_cast<Camera *>(self)->stream_); },
            this);
        events_.version = PW_VERSION_STREAM_EVENTS;
        events_.state_changed = [](void *self, pw_stream_state, pw_stream_state state, const char *) {
            static_cast<Camera *>(self)->run(state == PW_STREAM_STATE_STREAMING);
        };
        events_.param_changed = [](void *self, uint32_t id, const spa_pod *param) {
            if (id == SPA_PARAM_Format && param != nullptr)
                static_cast<Camera *>(self)->offer_buffers();
        };
        events_.process = [](void *self) { static_cast<Camera *>(self)->fill(); };
        auto *properties = pw_properties_new(PW_KEY_MEDIA_CLASS, "Video/Source", PW_KEY_MEDIA_ROLE, "Camera",
                                             PW_KEY_NODE_NAME, name, PW_KEY_NODE_DESCRIPTION, name, nullptr);
        stream_ = pw_stream_new_simple(loop(), name, properties, &events_, this);
    }

    /// Until it is killed. False when PipeWire does not want it.
    bool serve() {
        std::array<uint8_t, 1024> memory{};
        spa_pod_builder builder = SPA_POD_BUILDER_INIT(memory.data(), static_cast<uint32_t>(memory.size()));
        spa_video_info_raw info{};
        info.format = SPA_VIDEO_FORMAT_YUY2;
        info.size = SPA_RECTANGLE(width_, height_);
        info.framerate = SPA_FRACTION(rate_, 1);
        const spa_pod *format = spa_format_video_raw_build(&builder, SPA_PARAM_EnumFormat, &info);
        const auto flags = static_cast<pw_stream_flags>(PW_STREAM_FLAG_DRIVER | PW_STREAM_FLAG_MAP_BUFFERS);
        return pw_stream_connect(stream_, PW_DIRECTION_OUTPUT, PW_ID_ANY, flags, &format, 1) >= 0 &&
               pw_main_loop_run(loop_) >= 0;
    }

private:
    pw_loop *loop() const { return pw_main_loop_get_loop(loop_); }
    uint32_t stride() const { return width_ * 2; }

    void run(bool streaming) {
        timespec first{0, streaming ? 1 : 0};
        timespec interval{0, streaming ? static_cast<long>(SPA_NSEC_PER_SEC / rate_) : 0};
        pw_loop_update_timer(loop(), timer_, &first, &interval, false);
    }

    void offer_buffers() {
        std::array<uint8_t, 1024> memory{};
        spa_pod_builder builder = SPA_POD_BUILDER_INIT(memory.data(), static_cast<uint32_t>(memory.size()));
        const auto *buffers = static_cast<const spa_pod *>(spa_pod_builder_add_object(
            &builder, SPA_TYPE_OBJECT_ParamBuffers, SPA_PARAM_Buffers, SPA_PARAM_BUFFERS_buffers,
            SPA_POD_CHOICE_RANGE_Int(8, 4, 16), SPA_PARAM_BUFFERS_blocks, SPA_POD_Int(1), SPA_PARAM_BUFFERS_size,
            SPA_POD_Int(stride() * height_), SPA_PARAM_BUFFERS_stride, SPA_POD_Int(stride())));
        const auto *header = static_cast<const spa_pod *>(spa_pod_builder_add_object(
            &builder, SPA_TYPE_OBJECT_ParamMeta, SPA_PARAM_Meta, SPA_PARAM_META_type, SPA_POD_Id(SPA_META_Header),
            SPA_PARAM_META_size, SPA_POD_Int(sizeof(spa_meta_header))));
        std::array<const spa_pod *, 2> params{buffers, header};
        pw_stream_update_params(stream_, params.data(), params.size());
    }

    void fill() {
        pw_buffer *buffer = pw_stream_dequeue_buffer(stream_);
        if (buffer == nullptr)
            return;
        spa_data &data = buffer->buffer->datas[0];
        auto *bytes = static_cast<uint8_t *>(data.data);
        for (uint32_t i = 0; bytes != nullptr && i < stride() * height_; i += 4) {
            bytes[i] = bytes[i + 2] = yuv_[0];
            bytes[i + 1] = yuv_[1];
            bytes[i + 3] = yuv_[2];
        }
        *data.chunk = {0, stride() * height_, static_cast<int32_t>(stride()), 0};
        stamp(buffer->buffer);
        pw_stream_queue_buffer(stream_, buffer);
    }

    void stamp(spa_buffer *buffer) {
        auto *header =
            static_cast<spa_meta_header *>(spa_buffer_find_meta_data(buffer, SPA_META_Header, sizeof(spa_meta_header)));
        if (header == nullptr)
            return;
        timespec now{};
        clock_gettime(CLOCK_MONOTONIC, &now);
        *header = {0, 0, static_cast<int64_t>(SPA_TIMESPEC_TO_NSEC(&now)), 0, sequence_++};
    }

    const uint32_t width_;
    const uint32_t height_;
    const uint32_t rate_;
    const std::array<uint8_t, 3> yuv_;
    pw_main_loop *loop_;
    spa_source *timer_ = nullptr;
    pw_stream_events events_{};
    pw_stream *stream_ = nullptr;
    uint64_t sequence_ = 0;
};

uint32_t number(const char *text) { return static_cast<uint32_t>(std::strtoul(text, nullptr, 10)); }
uint8_t byte(const char *text) { return static_cast<uint8_t>(number(text)); }

} // namespace

int main(int argc, char **argv) {
    if (argc != 8)
        return 2;
    pw_init(nullptr, nullptr);
    Camera camera(argv[1], number(argv[2]), number(argv[3]), number(argv[4]),
                  {byte(argv[5]), byte(argv[6]), byte(argv[7])});
    return camera.serve() ? 0 : 1;
}
