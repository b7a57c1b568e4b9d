// SPDX-License-Identifier: MIT
/// Usage: TARGET SEEDS...
/// Tries each seed (a file, or all files of a folder) and mutations of it, always the same ones. What ends the process
/// is left in the file `crash-TARGET` of the working directory, and can be given to TARGET again.
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <unistd.h>
#include <vector>

#include "fuzz.hpp"

namespace {

namespace fs = std::filesystem;
using callbooth::fuzz::run;

constexpr int mutations_each = 200;
constexpr size_t max_bytes = 8192; // of a mutation; seeds may be longer

std::string crash_file;
std::string input;

void keep_input(int) {
    const int file = ::open(crash_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (file >= 0 && ::write(file, input.data(), input.size()) >= 0)
        ::close(file);
    std::signal(SIGABRT, SIG_DFL);
    std::abort();
}

void attempt(std::string bytes) {
    input = std::move(bytes);
    run(input);
}

std::vector<std::string> read_seeds(const std::vector<fs::path> &paths) {
    std::vector<fs::path> files;
    for (const auto &path : paths) {
        if (!fs::is_directory(path))
            files.push_back(path);
        else
            for (const auto &entry : fs::directory_iterator(path))
                files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    std::vector<std::string> seeds;
    for (const auto &file : files) {
        std::ifstream stream(file, std::ios::binary);
        seeds.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    }
    return seeds;
}

class Mutator {
public:
    explicit Mutator(const std::vector<std::string> &seeds) : seeds_(seeds) {}

    std::string mutate(std::string bytes) {
        for (auto changes = 1 + below(4); changes > 0; --changes)
            change(bytes);
        bytes.resize(std::min(bytes.size(), max_bytes));
        return bytes;
    }

private:
    // The standard's distributions differ between libraries.
    size_t below(size_t limit) { return limit == 0 ? 0 : random_() % limit; }

    void change(std::string &bytes) {
        static constexpr char interesting[] = "\1\x7f\x80\xff \n\r\"'\\/{}[]:;,.=%09Az"; // and the zero at its end
        const size_t at = below(bytes.size() + 1);
        const size_t size = below(std::min<size_t>(bytes.size() - at, 64) + 1);
        switch (below(6)) {
        case 0: bytes.insert(at, 1, static_cast<char>(random_())); break;
        case 1: bytes.insert(at, 1, interesting[below(sizeof interesting)]); break;
        case 2: bytes.erase(at, size); break;
        case 3: bytes.insert(below(bytes.size() + 1), bytes.substr(at, size)); break;
        case 4: splice(bytes, at); break;
        default:
            if (at < bytes.size())
                bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
        }
    }
    void splice(std::string &bytes, size_t at) {
        const auto &other = seeds_[below(seeds_.size())];
        bytes.replace(at, std::string::npos, other, below(other.size() + 1));
    }

    const std::vector<std::string> &seeds_;
    std::mt19937_64 random_{2026};
};

} // namespace

int main(int argc, char **argv) {
    crash_file = "crash-" + fs::path(argv[0]).filename().string();
    std::signal(SIGABRT, keep_input);
    const auto seeds = read_seeds({argv + 1, argv + argc});
    if (seeds.empty()) {
        std::fprintf(stderr, "usage: %s SEEDS...\n", argv[0]);
        return 1;
    }
    Mutator mutator(seeds);
    attempt("");
    for (const auto &seed : seeds) {
        attempt(seed);
        for (int i = 0; i < mutations_each; ++i)
            attempt(mutator.mutate(seed));
    }
    std::printf("%zu seeds, %zu inputs\n", seeds.size(), 1 + seeds.size() * (1 + mutations_each));
}
