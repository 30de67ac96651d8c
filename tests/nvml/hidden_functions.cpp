// How the dynamic symbol table of this library is rewritten in memory.
// SPDX-License-Identifier: Apache-2.0
#include "tests/nvml/hidden_functions.hpp"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <stdexcept>

namespace assay::fake_nvml {
namespace {

using Symbol = ElfW(Sym);

struct Table {
  Symbol* symbols = nullptr;
  const char* names = nullptr;
  std::size_t count = 0;
};

/// The loader relocates these addresses in place.
Table symbols_of_this_library() {
  Dl_info info{};
  link_map* map = nullptr;
  if (dladdr1(reinterpret_cast<void*>(&hide_functions), &info, reinterpret_cast<void**>(&map),
              RTLD_DL_LINKMAP) == 0) {
    throw std::runtime_error("this library cannot be found among the loaded ones");
  }
  Table table;
  for (const ElfW(Dyn)* entry = map->l_ld; entry->d_tag != DT_NULL; ++entry) {
    if (entry->d_tag == DT_SYMTAB) table.symbols = reinterpret_cast<Symbol*>(entry->d_un.d_ptr);
    if (entry->d_tag == DT_STRTAB) table.names = reinterpret_cast<const char*>(entry->d_un.d_ptr);
    if (entry->d_tag == DT_HASH) {  // {buckets, symbols, ...}; linked with --hash-style=both
      table.count = reinterpret_cast<const std::uint32_t*>(entry->d_un.d_ptr)[1];
    }
  }
  return table;
}

void set_address(Symbol& symbol, ElfW(Addr) address) {
  const auto page_bytes = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto begin = reinterpret_cast<std::uintptr_t>(&symbol) / page_bytes * page_bytes;
  const auto end = reinterpret_cast<std::uintptr_t>(&symbol + 1);
  if (mprotect(reinterpret_cast<void*>(begin), end - begin, PROT_READ | PROT_WRITE) != 0) {
    throw std::runtime_error("the symbol table cannot be made writable");
  }
  symbol.st_value = address;
}

Symbol* find(const Table& table, const std::string& name) {
  for (std::size_t i = 0; i < table.count; ++i) {
    Symbol& symbol = table.symbols[i];
    if (symbol.st_shndx != SHN_UNDEF && name == table.names + symbol.st_name) return &symbol;
  }
  return nullptr;
}

}  // namespace

void hide_functions(const std::vector<std::string>& names) {
  static std::map<Symbol*, ElfW(Addr)> hidden;
  for (const auto& [symbol, address] : hidden) set_address(*symbol, address);
  hidden.clear();
  const Table table = symbols_of_this_library();
  for (const std::string& name : names) {
    Symbol* symbol = find(table, name);
    if (symbol == nullptr) throw std::runtime_error(name + ": this library has no such function");
    hidden.emplace(symbol, symbol->st_value);
    set_address(*symbol, 0);
  }
}

}  // namespace assay::fake_nvml
