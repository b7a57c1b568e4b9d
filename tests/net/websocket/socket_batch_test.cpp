// SPDX-License-Identifier: MIT
#include <array>
#include <cerrno>
#include <cstddef>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "net/websocket/socket_batch.hpp"
#include <gtest/gtest.h>

using callbooth::net::SocketBatch;

namespace {

/// Two ends of a connection.
struct Ends {
    Ends() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()), 0); }
    Ends(const Ends &) = delete;
    Ends &operator=(const Ends &) = delete;
    ~Ends() {
        hang_up();
        close(fds[0]);
    }
    void hang_up() {
        if (fds[1] >= 0)
            close(fds[1]);
        fds[1] = -1;
    }
    std::array<int, 2> fds{};
};

/// From now on `call` fails in this thread.
void forbid(int call) {
    std::array<sock_filter, 4> filter = {{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(call), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    }};
    const sock_fprog program{filter.size(), filter.data()};
    ASSERT_EQ(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
    ASSERT_EQ(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), 0);
}

class Batch : public testing::TestWithParam<bool> {
protected:
    void SetUp() override {
        if (GetParam() && !batch.uses_io_uring())
            GTEST_SKIP() << "no io_uring here";
    }
    SocketBatch batch{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Net, Batch, testing::Bool(),
                         [](const auto &test) { return test.param ? "together" : "one_by_one"; });

} // namespace

TEST_P(Batch, reads_from_many_at_once) {
    constexpr size_t many = 2 * SocketBatch::most + 1;
    std::array<Ends, many> ends;
    std::array<std::array<char, 16>, many> buffers{};
    std::vector<SocketBatch::Call> calls;
    for (size_t i = 0; i < ends.size(); ++i) {
        const std::string text = "message " + std::to_string(i);
        ASSERT_EQ(write(ends[i].fds[1], text.data(), text.size()), std::ssize(text));
        calls.push_back({ends[i].fds[0], buffers[i].data(), buffers[i].size()});
    }
    batch.run(SocketBatch::Kind::receive, calls);
    for (size_t i = 0; i < ends.size(); ++i) {
        ASSERT_GT(calls[i].result, 0);
        EXPECT_EQ(std::string(calls[i].data, static_cast<size_t>(calls[i].result)), "message " + std::to_string(i));
    }
}

TEST_P(Batch, tells_of_each_what_was) {
    std::array<char, 4> byte{};
    Ends full;
    Ends silent;
    Ends gone;
    gone.hang_up();
    ASSERT_EQ(write(full.fds[1], "more than four", 14), 14);
    std::array<SocketBatch::Call, 4> reads = {{{full.fds[0], byte.data(), byte.size()},
                                               {silent.fds[0], byte.data(), byte.size()},
                                               {gone.fds[0], byte.data(), byte.size()},
                                               {-1, byte.data(), byte.size()}}};
    batch.run(SocketBatch::Kind::receive, reads);
    EXPECT_EQ(reads[0].result, 4);
    EXPECT_EQ(reads[1].result, -EAGAIN);
    EXPECT_EQ(reads[2].result, 0);
    EXPECT_EQ(reads[3].result, -EBADF);

    std::string much(size_t{16} << 20, 'm');
    std::array<SocketBatch::Call, 2> writes = {
        {{silent.fds[0], much.data(), much.size()}, {gone.fds[0], much.data(), much.size()}}};
    batch.run(SocketBatch::Kind::send, writes);
    EXPECT_GT(writes[0].result, 0);
    EXPECT_LT(writes[0].result, std::ssize(much));
    EXPECT_EQ(writes[1].result, -EPIPE); // and no signal
    batch.run(SocketBatch::Kind::send, writes);
    EXPECT_EQ(writes[0].result, -EAGAIN);
}

TEST_P(Batch, may_be_empty) { batch.run(SocketBatch::Kind::send, {}); }

// A sandbox may close behind a server that has begun.
TEST(BatchWithoutRing, goes_on_one_by_one) {
    std::thread([] {
        SocketBatch batch;
        forbid(SYS_io_uring_enter);
        Ends a;
        Ends b;
        std::string text = "still here";
        std::array<SocketBatch::Call, 2> calls = {
            {{a.fds[0], text.data(), text.size()}, {b.fds[0], text.data(), text.size()}}};
        for (int i = 0; i < 2; ++i) {
            batch.run(SocketBatch::Kind::send, calls);
            EXPECT_FALSE(batch.uses_io_uring());
            for (const auto &call : calls)
                EXPECT_EQ(call.result, std::ssize(text));
        }
        std::array<char, 64> buffer{};
        EXPECT_EQ(read(a.fds[1], buffer.data(), buffer.size()), 2 * std::ssize(text));
        EXPECT_EQ(read(b.fds[1], buffer.data(), buffer.size()), 2 * std::ssize(text));
    }).join();
}

TEST(BatchWithoutRing, is_made_where_there_is_no_io_uring) {
    std::thread([] {
        forbid(SYS_io_uring_setup);
        EXPECT_FALSE(SocketBatch().uses_io_uring());
    }).join();
}
