// SPDX-License-Identifier: MIT
#include "media/base/pipeline_switch.hpp"

#include <future>

namespace callbooth::media {

namespace {

constexpr gulong settling_time = 100'000; // microseconds

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

void PipelineSwitch::turn_off_in_time(const std::shared_ptr<PipelineSwitch> &pipeline, const Worker &worker) {
    pipeline->off_ = true;
    const auto off = std::make_shared<std::promise<void>>();
    auto done = off->get_future();
    worker.run([pipeline, off] {
        pipeline->turn_off();
        off->set_value();
    });
    done.wait_for(patience);
}

} // namespace callbooth::media
