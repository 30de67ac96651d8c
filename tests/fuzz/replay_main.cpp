// Runs a fuzz target without libFuzzer: over every file of a corpus, then over a bounded number of
// seeded changes of them. Any compiler builds it.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/json_mutator.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kLargestPool = 60;

void run(const std::string& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// Some changed texts are changed again, so that it gets further than one step from the corpus.
int run_changes(std::vector<std::string> pool, int rounds, int seconds) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  std::mt19937_64 random(20260301);
  int round = 0;
  for (; round < rounds && std::chrono::steady_clock::now() < end; ++round) {
    auto changed = assay::fuzz::mutate_json(pool[random() % pool.size()], random());
    if (changed.empty()) continue;
    run(changed);
    if (round % 8 == 0 && pool.size() < kLargestPool && changed.size() < 50000)
      pool.push_back(std::move(changed));
  }
  return round;
}

}  // namespace

int main(int count, char** words) {
  if (count != 4) {
    std::fprintf(stderr, "Usage: %s FOLDER MOST_CHANGES MOST_SECONDS\n", words[0]);
    return 2;
  }
  const auto corpus = files_of(words[1]);
  std::vector<std::string> documents;  // worth changing: the others are refused already
  for (const auto& path : corpus) {
    const auto text = read_file(path);
    run(text);
    if (path.extension() == ".json") documents.push_back(text);
  }
  if (documents.empty()) {
    std::fprintf(stderr, "%s: no .json file to begin with\n", words[1]);
    return 2;
  }
  const int rounds = run_changes(documents, std::atoi(words[2]), std::atoi(words[3]));
  std::printf("%zu files and %d changes of them\n", corpus.size(), rounds);
}
