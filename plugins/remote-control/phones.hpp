// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "admission.hpp"
#include "control/recipient.hpp"
#include "transport.hpp"
#include <callbooth/json.hpp>
#include <callbooth/util/glib.hpp>
#include <callbooth/util/token_bucket.hpp>

namespace callbooth::remote_control {

/// The connections of phones: those that have not shown their code yet, and the one phone that is in, to which send()
/// goes. Main context only.
class Phones final : public control::Recipient {
public:
    Phones(Admission &admission, double requests_per_second, GMainContext *context);
    Phones(const Phones &) = delete;
    Phones &operator=(const Phones &) = delete;
    ~Phones() override;

    void add(const std::shared_ptr<Line> &line);
    bool is_connected() const { return phone_ != nullptr; }
    /// Does nothing while no phone is connected.
    void send(std::string line) override;
    /// The phone gets the event `dropped` with the reason, and its connection ends.
    void dismiss(const std::string &why);

    Event<const std::string &, bool> entered;                ///< address, whether it was in before
    Event<const std::string &, const std::string &> refused; ///< address, why
    Event<> lost;                                            ///< not after dismiss()
    Event<std::string_view> requested;                       ///< of the phone that is in

private:
    struct Connection {
        std::shared_ptr<Line> line;
        Source deadline; ///< to show the code
    };
    void received(const std::shared_ptr<Line> &line, std::string_view message);
    void enter(const std::shared_ptr<Line> &line, std::string_view message);
    void let_in(const std::shared_ptr<Line> &line, const Json &id, bool returns);
    void turn_away(const std::shared_ptr<Line> &line, const Json &id, const char *code, const std::string &why);
    void drop(const std::shared_ptr<Line> &line, const std::string &why);
    static void ignore(Line &line);
    void forget(const std::shared_ptr<Line> &line);

    Admission &admission_;
    GMainContext *const context_;
    const TokenBucket fresh_rate_;
    TokenBucket rate_;
    std::vector<Connection> connections_;
    std::shared_ptr<Line> phone_;
};

} // namespace callbooth::remote_control
