// SPDX-License-Identifier: MIT
/// Which files a request gets. The first line is the path as it stands in the request, the rest the If-None-Match
/// header.
#include "web/static_files.hpp"

#include <fstream>
#include <map>

#include "fuzz.hpp"
#include "net/http/url.hpp"
#include "support/temp_folder.hpp"

namespace callbooth::fuzz {

namespace {

namespace fs = std::filesystem;

/// A folder with files that may be seen, and others that may not.
class Site {
public:
    Site() {
        for (const char *path : {"index.html", "main.js", "sub/index.html", "sub/two words.css", "a%20b.txt",
                                 ".well-known/x", "assets/main-B3x_9aZq.js"})
            write(public_ / path, path);
        write(public_ / ".secret", secret);
        write(public_ / "sub/.git/config", secret);
        write(folder_.path() / "outside.txt", secret);
        write(folder_.path() / "page2/index.html", secret); // its name begins like the root's
        fs::create_symlink(folder_.path(), public_ / "up");
        fs::create_symlink(folder_.path() / "outside.txt", public_ / "link.txt");
        fs::create_symlink("main.js", public_ / "inner.js");
        files_.emplace(public_, 3600, 1 << 20);
    }

    void check(const std::string &path, std::string_view etags) {
        HttpRequest request{};
        request.method = "GET";
        request.path = path;
        request.header = [&](const char *) { return std::optional(etags); };
        const auto response = files_->answer(path, request);
        require(content_of(response).find(secret) == std::string::npos, "what is outside or hidden is not there");
        switch (response.status) {
        case 200: return check_file(path, response);
        case 301:
            return require(response.headers.at(0).second.starts_with("./") &&
                               response.headers.at(0).second.ends_with("/"),
                           "a redirect stays on the server");
        case 304: return require(content_of(response).empty(), "what the browser has is not sent again");
        default: require(response.status == 404, "a file is there or not");
        }
    }

private:
    static std::string content_of(const HttpResponse &response) {
        if (response.pieces.read)
            return response.pieces.read(0, response.pieces.size);
        return response.shared_body ? *response.shared_body : response.body;
    }

    static void check_file(const std::string &path, const HttpResponse &response) {
        const auto file = fs::path(path).lexically_normal().relative_path();
        const auto name = file.has_filename() ? file.string() : (file / "index.html").string();
        const auto content = content_of(response);
        require(content == name || (name == "inner.js" && content == "main.js"), "a path gets the file of its name");
        require(!response.type.empty(), "a file has a type");
    }

    static void write(const fs::path &path, std::string_view content) {
        fs::create_directories(path.parent_path());
        std::ofstream(path) << content;
    }

    static constexpr std::string_view secret = "top secret";
    const test::TempFolder folder_;
    const fs::path public_ = folder_.path() / "page";
    std::optional<web::StaticFiles> files_;
};

} // namespace

void run(std::string_view bytes) {
    static Site site;
    Input input(bytes);
    const auto path = net::decode_path(input.line());
    const auto etags = input.rest();
    if (path)
        site.check(*path, etags);
    constexpr std::string_view etag = "\"1-2-3\"";
    require(!web::matches_etag(etags, etag) || etags.find(etag) != std::string_view::npos ||
                etags.find('*') != std::string_view::npos,
            "an ETag matches itself or *");
    require(web::matches_etag(std::string(etags) + ", W/" + std::string(etag), etag),
            "what stands in front of an ETag does not matter");
}

} // namespace callbooth::fuzz
