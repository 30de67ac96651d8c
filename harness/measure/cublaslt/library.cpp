// Opens, resolves and starts the library.
// SPDX-License-Identifier: Apache-2.0
#include "harness/measure/cublaslt/library.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include "kernels/error.hpp"

namespace assay::measure {
namespace {

// From 12.0 on every type that is asked for is there, and numbers have kept their meaning.
constexpr std::size_t kOldest = 12'00'00;

/// Resolves one function after the other and remembers the first that is missing.
class Resolver {
 public:
  explicit Resolver(void* library) : library_(library) {}
  template <class Function>
  void operator()(Function*& function, const char* name) {
    function = reinterpret_cast<Function*>(dlsym(library_, name));
    if (function == nullptr && missing_ == nullptr) missing_ = name;
  }
  const char* missing() const { return missing_; }

 private:
  void* library_;
  const char* missing_ = nullptr;
};

const char* resolve(void* library, cublaslt_api::Functions& f) {
  Resolver resolve(library);
  resolve(f.get_version, "cublasLtGetVersion");
  resolve(f.get_status_string, "cublasLtGetStatusString");
  resolve(f.create, "cublasLtCreate");
  resolve(f.destroy, "cublasLtDestroy");
  resolve(f.matmul_desc_create, "cublasLtMatmulDescCreate");
  resolve(f.matmul_desc_destroy, "cublasLtMatmulDescDestroy");
  resolve(f.matmul_desc_set_attribute, "cublasLtMatmulDescSetAttribute");
  resolve(f.matrix_layout_create, "cublasLtMatrixLayoutCreate");
  resolve(f.matrix_layout_destroy, "cublasLtMatrixLayoutDestroy");
  resolve(f.matmul_preference_create, "cublasLtMatmulPreferenceCreate");
  resolve(f.matmul_preference_destroy, "cublasLtMatmulPreferenceDestroy");
  resolve(f.matmul_preference_set_attribute, "cublasLtMatmulPreferenceSetAttribute");
  resolve(f.matmul_algo_get_heuristic, "cublasLtMatmulAlgoGetHeuristic");
  resolve(f.matmul_algo_config_get_attribute, "cublasLtMatmulAlgoConfigGetAttribute");
  resolve(f.matmul, "cublasLtMatmul");
  return resolve.missing();
}

std::string version_text(std::size_t version) {
  return fmt::format("{}.{}.{}", version / 10000, version / 100 % 100, version % 100);
}

}  // namespace

std::vector<std::string> cublaslt_files() {
  std::vector<std::string> files;
  for (const char* folder : {"", "/usr/local/cuda/lib64/"}) {
    for (const int major : {13, 12}) {
      files.push_back(fmt::format("{}libcublasLt.so.{}", folder, major));
    }
  }
  return files;
}

CublasLtLibrary::CublasLtLibrary(std::span<const std::string> files) {
  std::string reasons;
  for (const std::string& file : files) {
    const std::string reason = open(file);
    if (reason.empty()) return;
    reasons += (reasons.empty() ? "" : "; ") + reason;
  }
  throw Error(ErrorKind::unavailable,
              fmt::format("cuBLASLt cannot be used: {}; install it (CUDA's toolkit, or PyPI's "
                          "nvidia-cublas) and name its folder in LD_LIBRARY_PATH",
                          reasons));
}

CublasLtLibrary::~CublasLtLibrary() {
  if (handle_ != nullptr) functions_.destroy(handle_);
}

std::string CublasLtLibrary::open(const std::string& file) {
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (library == nullptr) {
    const char* error = dlerror();
    return error != nullptr ? error : fmt::format("{} cannot be opened", file);
  }
  if (const char* missing = resolve(library, functions_)) {
    return fmt::format("{} has no function {}", file, missing);
  }
  if (functions_.get_version() < kOldest) {
    return fmt::format("{} is version {}, and {} is the oldest that will do", file, version(),
                       version_text(kOldest));
  }
  const cublaslt_api::Status status = functions_.create(&handle_);
  if (status == cublaslt_api::kSuccess) return {};
  handle_ = nullptr;
  return fmt::format("{} does not start: {}", file, functions_.get_status_string(status));
}

std::string CublasLtLibrary::version() const {
  return version_text(functions_.get_version());
}

void CublasLtLibrary::check(cublaslt_api::Status status, std::string_view step) const {
  if (status == cublaslt_api::kSuccess) return;
  throw Error(ErrorKind::unavailable, fmt::format("{}: cuBLASLt {} returned {}", step, version(),
                                                  functions_.get_status_string(status)));
}

}  // namespace assay::measure
