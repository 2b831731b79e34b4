// SPDX-License-Identifier: Apache-2.0
// What the public functions share.
#pragma once

#include "examine/examination.h"
#include "report/report.h"

// Writes the message and gives BRIDLE_FAILED.
int public_error(const struct error *own, struct bridle_error *error);
// Takes the model and its arena; NULL without memory (nothing is taken then).
struct bridle_result *result_new(const struct case_model *model);
struct report_options public_report_options(const struct bridle_output *output);
