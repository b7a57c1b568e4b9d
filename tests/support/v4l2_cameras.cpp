// SPDX-License-Identifier: MIT
/// Webcams on USB for a machine without any, as far as they can be listed: `umockdev-wrapper v4l2_cameras COMMAND...`
/// runs the command, which sees /dev/videoN and udev's events. Standard input says `plug N`, `pull N` and, in the end,
/// `stop`.

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <linux/videodev2.h>
#include <map>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

#include <glib-unix.h>
#include <umockdev.h>

namespace {

struct Size {
    unsigned width;
    unsigned height;
};
constexpr std::array sizes = {Size{1280, 720}, Size{640, 480}};
constexpr std::array rates = {30U, 15U};
constexpr std::array<unsigned, 2> formats = {V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_MJPEG};

void copy(__u8 *to, size_t room, const std::string &text) {
    std::memcpy(to, text.c_str(), std::min(room - 1, text.size()));
}

int capability(v4l2_capability &answer) {
    copy(answer.driver, sizeof answer.driver, "uvcvideo");
    copy(answer.card, sizeof answer.card, "Mock Webcam");
    copy(answer.bus_info, sizeof answer.bus_info, "usb-0000:00:14.0-1");
    answer.version = 0x060100;
    answer.device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING | V4L2_CAP_EXT_PIX_FORMAT;
    answer.capabilities = answer.device_caps | V4L2_CAP_DEVICE_CAPS;
    return 0;
}
int input(v4l2_input &answer) {
    answer.type = V4L2_INPUT_TYPE_CAMERA;
    return answer.index == 0 ? 0 : EINVAL;
}
int format(v4l2_fmtdesc &answer) {
    if (answer.type != V4L2_BUF_TYPE_VIDEO_CAPTURE || answer.index >= formats.size())
        return EINVAL;
    answer.pixelformat = formats.at(answer.index);
    answer.flags = answer.pixelformat == V4L2_PIX_FMT_MJPEG ? V4L2_FMT_FLAG_COMPRESSED : 0;
    return 0;
}
int frame_size(v4l2_frmsizeenum &answer) {
    if (answer.index >= sizes.size())
        return EINVAL;
    answer.type = V4L2_FRMSIZE_TYPE_DISCRETE;
    answer.discrete = {sizes.at(answer.index).width, sizes.at(answer.index).height};
    return 0;
}
int frame_interval(v4l2_frmivalenum &answer) {
    if (answer.index >= rates.size())
        return EINVAL;
    answer.type = V4L2_FRMIVAL_TYPE_DISCRETE;
    answer.discrete = {1, rates.at(answer.index)};
    return 0;
}
int picture(v4l2_format &answer) {
    if (answer.type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
        return EINVAL;
    auto &pix = answer.fmt.pix;
    if (pix.width != sizes[1].width || pix.height != sizes[1].height) {
        pix.width = sizes[0].width;
        pix.height = sizes[0].height;
    }
    if (pix.pixelformat != V4L2_PIX_FMT_MJPEG)
        pix.pixelformat = V4L2_PIX_FMT_YUYV;
    pix.field = V4L2_FIELD_NONE;
    pix.bytesperline = pix.width * 2;
    pix.sizeimage = pix.bytesperline * pix.height;
    pix.colorspace = V4L2_COLORSPACE_SRGB;
    return 0;
}

/// The error number, 0 for none.
int answer(gulong request, void *data) {
    switch (request) {
    case VIDIOC_QUERYCAP: return capability(*static_cast<v4l2_capability *>(data));
    case VIDIOC_ENUMINPUT: return input(*static_cast<v4l2_input *>(data));
    case VIDIOC_ENUM_FMT: return format(*static_cast<v4l2_fmtdesc *>(data));
    case VIDIOC_ENUM_FRAMESIZES: return frame_size(*static_cast<v4l2_frmsizeenum *>(data));
    case VIDIOC_ENUM_FRAMEINTERVALS: return frame_interval(*static_cast<v4l2_frmivalenum *>(data));
    case VIDIOC_G_FMT:
    case VIDIOC_TRY_FMT:
    case VIDIOC_S_FMT: return picture(*static_cast<v4l2_format *>(data));
    default: return ENOTTY;
    }
}

gboolean on_ioctl(UMockdevIoctlBase *, UMockdevIoctlClient *client, gpointer) {
    const gulong request = umockdev_ioctl_client_get_request(client);
    const size_t size = _IOC_SIZE(request);
    UMockdevIoctlData *data =
        size > 0 ? umockdev_ioctl_data_resolve(umockdev_ioctl_client_get_arg(client), 0, size, nullptr) : nullptr;
    int error = ENOTTY;
    if (_IOC_TYPE(request) == 'V' && data != nullptr) {
        std::string bytes(reinterpret_cast<const char *>(data->data), size);
        error = answer(request, bytes.data());
        if (error == 0 && (_IOC_DIR(request) & _IOC_READ) != 0)
            umockdev_ioctl_data_update(data, 0, reinterpret_cast<guint8 *>(bytes.data()), static_cast<gint>(size));
    }
    umockdev_ioctl_client_complete(client, error == 0 ? 0 : -1, error);
    if (data != nullptr)
        g_object_unref(data);
    return TRUE;
}

class Bus {
public:
    Bus() { g_signal_connect(ioctl_, "handle-ioctl", G_CALLBACK(&on_ioctl), nullptr); }

    void plug(const std::string &n) {
        const std::string usb = "/devices/pci0000:00/0000:00:14.0/usb1/1-" + n;
        const std::string node = usb + "/video4linux/video" + n;
        const std::string device =
            "P: " + usb + "\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n\nP: " + node + "\nN: video" + n +
            "=00\nE: DEVNAME=/dev/video" + n + "\nE: MAJOR=81\nE: MINOR=" + n +
            "\nE: SUBSYSTEM=video4linux\nE: ID_BUS=usb\nE: ID_VENDOR_ID=046d\nE: ID_MODEL_ID=0825\n"
            "E: ID_SERIAL=Mock_Webcam_" +
            n + "\nE: ID_V4L_VERSION=2\nE: ID_V4L_PRODUCT=Mock Webcam " + n +
            "\nE: ID_V4L_CAPABILITIES=:capture:\nE: ID_PATH=pci-0000:00:14.0-usb-0:" + n +
            ":1.0\nA: name=Mock Webcam " + n + "\\n\nA: index=0\\n\n";
        umockdev_testbed_attach_ioctl(testbed_, ("/dev/video" + n).c_str(), ioctl_, nullptr);
        umockdev_testbed_add_from_string(testbed_, device.c_str(), nullptr);
        plugged_[n] = "/sys" + node;
        umockdev_testbed_uevent(testbed_, plugged_[n].c_str(), "add");
    }
    void pull(const std::string &n) {
        umockdev_testbed_uevent(testbed_, plugged_[n].c_str(), "remove");
        umockdev_testbed_remove_device(testbed_, plugged_[n].c_str());
        umockdev_testbed_detach_ioctl(testbed_, ("/dev/video" + n).c_str(), nullptr);
    }

private:
    UMockdevTestbed *testbed_ = umockdev_testbed_new();
    UMockdevIoctlBase *ioctl_ = umockdev_ioctl_base_new();
    std::map<std::string, std::string> plugged_;
};

struct Run {
    Bus bus;
    GMainLoop *loop = g_main_loop_new(nullptr, FALSE);
    GPid child = 0;
    int status = 1;
};

gboolean on_input(gint, GIOCondition, gpointer data) {
    auto &run = *static_cast<Run *>(data);
    std::string word;
    std::string n;
    if (!(std::cin >> word))
        return FALSE;
    if (word == "stop")
        kill(run.child, SIGINT);
    else if (std::cin >> n)
        word == "plug" ? run.bus.plug(n) : run.bus.pull(n);
    return TRUE;
}

void on_end(GPid, gint status, gpointer data) {
    auto &run = *static_cast<Run *>(data);
    run.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    g_main_loop_quit(run.loop);
}

} // namespace

int main(int, char **argv) {
    Run run;
    run.bus.plug("1");
    if (g_spawn_async(nullptr, argv + 1, nullptr, G_SPAWN_DO_NOT_REAP_CHILD, nullptr, nullptr, &run.child, nullptr) ==
        FALSE)
        return 127;
    std::ios::sync_with_stdio(false);
    g_unix_fd_add(STDIN_FILENO, G_IO_IN, &on_input, &run);
    g_child_watch_add(run.child, &on_end, &run);
    g_main_loop_run(run.loop);
    return run.status;
}
