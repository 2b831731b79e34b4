// SPDX-License-Identifier: Apache-2.0
// device_path(domain, path): where a backup's file stood on the phone. website_of(path): the site that a browser's data
// folder or file is named after. resolved_path(path): as paths are compared. input_name(): the input file's own name.
#include "base/buffer.h"
#include "base/limits.h"
#include "observe/observe.h"
#include "sql/device_path.h"
#include "sql/functions.h"
#include "sql/functions_private.h"

void function_device_path(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    struct buffer path CLEANUP_BUFFER;
    buffer_init(&path, LIMIT_PATH_SIZE * 2U);
    struct slice domain = value_bytes(values[0]);
    if (domain.size && device_path(domain, value_bytes(values[1]), &path))
        result_text(context, buffer_slice(&path));
}

// "…/https_www.example.org_0.localstorage": scheme, host, port, joined by '_'.
void function_website_of(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    static const struct slice schemes[] = {SLICE_INIT("https_"), SLICE_INIT("http_")};
    struct slice path = value_bytes(values[0]);
    for (size_t i = 0; i < ARRAY_SIZE(schemes); i++) {
        size_t at = slice_find(path, schemes[i]);
        if (at == SIZE_MAX || (at > 0 && path.data[at - 1] != '/'))
            continue;
        struct slice host = slice_from(path, at + schemes[i].size);
        host = slice_part(host, 0, slice_find_byte(host, '_'));
        host = slice_part(host, 0, slice_find_byte(host, '/'));
        struct buffer url CLEANUP_BUFFER;
        buffer_init(&url, LIMIT_PATH_SIZE);
        buffer_put(&url, slice_part(schemes[i], 0, schemes[i].size - 1));
        buffer_put_text(&url, "://");
        buffer_put(&url, host);
        if (host.size && slice_find_byte(host, '.') != SIZE_MAX && !url.failed)
            result_text(context, buffer_slice(&url));
        return;
    }
}

static size_t run_of(struct slice text, size_t at, bool digits_only)
{
    size_t size = 0;
    while (at + size < text.size) {
        uint8_t byte = text.data[at + size];
        bool name = byte_is_alpha(byte) || byte == '.' || byte == '-' || byte == '_';
        if (!byte_is_digit(byte) && (digits_only || !name))
            break;
        size++;
    }
    return size;
}

// An address ("name@host.tld", but not the "@2x." of pictures), or a telephone number: + and 8 digits or more.
static bool path_names_person(struct slice path)
{
    for (size_t at = 0; at < path.size; at++) {
        if (path.data[at] == '+' && run_of(path, at + 1, true) >= 8)
            return true;
        if (path.data[at] != '@' || at == 0 || path.data[at - 1] == '/')
            continue;
        struct slice host = slice_part(path, at + 1, run_of(path, at + 1, false));
        size_t digits = run_of(host, 0, true);
        bool scale = digits > 0 && digits < host.size && host.data[digits] == 'x';
        if (!scale && slice_find_byte(host, '.') != SIZE_MAX)
            return true;
    }
    return false;
}

void function_path_names_person(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    if (sqlite3_value_type(values[0]) != SQLITE_NULL)
        sqlite3_result_int(context, path_names_person(value_bytes(values[0])));
}

void function_resolved_path(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    UNCLEARED uint8_t target[LIMIT_PATH_SIZE + PATH_RESOLVED_BEFORE];
    struct slice text = value_bytes(values[0]);
    if (text.size > LIMIT_PATH_SIZE)
        return;
    struct slice path = path_resolved(text, target);
    if (path.size)
        result_text(context, path);
}

void function_input_name(sqlite3_context *context, UNUSED int count, UNUSED sqlite3_value **values)
{
    const struct function_context *own = sqlite3_user_data(context);
    result_text(context, own->input_name);
}
