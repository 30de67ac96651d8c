// Does a diagnosis say first how it stands, and then what mends what?
// SPDX-License-Identifier: Apache-2.0
#include "harness/report/diagnosis_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/report/page_text.hpp"

namespace assay::report {
namespace {

using judge::Diagnosis;
using judge::Effect;

std::string text_of(const Diagnosis& diagnosis) {
  return to_text(diagnosis_page(diagnosis), {});
}

TEST(DiagnosisPage, of_a_healthy_host) {
  EXPECT_EQ(text_of({}), "Doctor\n======\nNothing that was looked at would spoil a run.\n");
}

TEST(DiagnosisPage, groups_by_effect_and_names_what_was_not_looked_at) {
  const Diagnosis diagnosis{
      .hindrances = {{Effect::spoils, "cuda:0", "mig", "MIG is on", "nvidia-smi -mig 0"},
                     {Effect::colours, "cpu", "governor", "it is powersave", "cpupower"},
                     {Effect::colours, "host", "iommu", "an IOMMU translates", "iommu=pt"},
                     {Effect::note, "host", "virtual_machine", "it is virtual", "measure twice"}},
      .unknown = {"load of the host"}};
  EXPECT_EQ(text_of(diagnosis),
            "Doctor\n"
            "======\n"
            "1 thing would spoil a run; 2 things would colour its results.\n\n"
            "Spoils a run\n"
            "------------\n"
            "where   what       what mends it\n"
            "cuda:0  MIG is on  nvidia-smi -mig 0\n\n"
            "Colours results\n"
            "---------------\n"
            "where  what                 what mends it\n"
            "cpu    it is powersave      cpupower\n"
            "host   an IOMMU translates  iommu=pt\n\n"
            "To know\n"
            "-------\n"
            "where  what           what mends it\n"
            "host   it is virtual  measure twice\n\n"
            "Not looked at\n"
            "-------------\n"
            "- load of the host\n");
}

}  // namespace
}  // namespace assay::report
