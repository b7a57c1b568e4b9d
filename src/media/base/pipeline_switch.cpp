// SPDX-License-Identifier: MIT
#include "media/base/pipeline_switch.hpp"

#include <future>

namespace callbooth::media {

namespace {

constexpr gulong settling_time = 100'000; // microseconds
constexpr std::chrono::seconds drain_limit{1};

struct End {
    std::atomic<bool> ended = false;
    std::promise<void> promise;
};

bool has_element(GstElement *bin, const char *factory) {
    struct Free {
        void operator()(GstIterator *all) const { gst_iterator_free(all); }
    };
    const std::unique_ptr<GstIterator, Free> all(gst_bin_iterate_all_by_element_factory_name(GST_BIN(bin), factory));
    bool found = false;
    gst_iterator_foreach(
        all.get(), [](const GValue *, gpointer result) { *static_cast<bool *>(result) = true; }, &found);
    return found;
}

/// The first error or the EOS of all sinks.
GstBusSyncReply note_end(GstBus *, GstMessage *message, gpointer data) {
    const auto &over = *static_cast<std::shared_ptr<End> *>(data);
    const bool ends = GST_MESSAGE_TYPE(message) == GST_MESSAGE_EOS || GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR;
    if (ends && !over->ended.exchange(true))
        over->promise.set_value();
    gst_message_unref(message);
    return GST_BUS_DROP;
}

} // namespace

/// What a stream of PipeWire 0.3 has queued for PipeWire's own thread runs there after the stream was disconnected, and
/// must not find it destroyed: it is disconnected in READY, and nothing tells when that thread is through.
GstStateChangeReturn PipelineSwitch::set(GstState state) {
    if (state == GST_STATE_NULL && has_element(pipeline_.get(), "pipewiresrc")) {
        gst_element_set_state(pipeline_.get(), GST_STATE_READY);
        g_usleep(settling_time);
    }
    return gst_element_set_state(pipeline_.get(), state);
}

void PipelineSwitch::end(const std::shared_ptr<PipelineSwitch> &pipeline, const Worker &worker,
                         void (*how)(PipelineSwitch &)) {
    pipeline->off_ = true;
    const auto off = std::make_shared<std::promise<void>>();
    auto done = off->get_future();
    worker.run([pipeline, off, how] {
        how(*pipeline);
        off->set_value();
    });
    done.wait_for(patience);
}

void PipelineSwitch::turn_off_in_time(const std::shared_ptr<PipelineSwitch> &pipeline, const Worker &worker) {
    end(pipeline, worker, [](PipelineSwitch &each) { each.turn_off(); });
}

void PipelineSwitch::finish_in_time(const std::shared_ptr<PipelineSwitch> &pipeline, const Worker &worker) {
    end(pipeline, worker, [](PipelineSwitch &each) {
        each.drain();
        each.turn_off();
    });
}

/// A muxer writes the index of its file when EOS has come to it. One that does not play has nothing to write.
void PipelineSwitch::drain() {
    if (GST_STATE(pipeline_.get()) != GST_STATE_PLAYING)
        return;
    const auto over = std::make_shared<End>();
    auto done = over->promise.get_future();
    const auto bus = Ref<GstBus>::adopt(gst_element_get_bus(pipeline_.get()));
    gst_bus_set_sync_handler(bus.get(), &note_end, new std::shared_ptr<End>(over),
                             [](gpointer data) { delete static_cast<std::shared_ptr<End> *>(data); });
    gst_element_send_event(pipeline_.get(), gst_event_new_eos());
    done.wait_for(drain_limit);
}

} // namespace callbooth::media
