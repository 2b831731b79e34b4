// SPDX-License-Identifier: Apache-2.0
// The scalar functions that have a file of their own, for functions.c's table.
#pragma once

#include <sqlite3.h>

void function_pl(sqlite3_context *context, int count, sqlite3_value **values);
void function_backup_file_key(sqlite3_context *context, int count, sqlite3_value **values);
void function_contains(sqlite3_context *context, int count, sqlite3_value **values);
void function_matches(sqlite3_context *context, int count, sqlite3_value **values);
void function_capture(sqlite3_context *context, int count, sqlite3_value **values);
void function_icontains(sqlite3_context *context, int count, sqlite3_value **values);
void function_url_part(sqlite3_context *context, int count, sqlite3_value **values);
void function_is_ip(sqlite3_context *context, int count, sqlite3_value **values);
void function_device_path(sqlite3_context *context, int count, sqlite3_value **values);
void function_website_of(sqlite3_context *context, int count, sqlite3_value **values);
void function_resolved_path(sqlite3_context *context, int count, sqlite3_value **values);
void function_path_names_person(sqlite3_context *context, int count, sqlite3_value **values);
void function_input_name(sqlite3_context *context, int count, sqlite3_value **values);
