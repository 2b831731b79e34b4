// SPDX-License-Identifier: Apache-2.0
#include "sql/functions.h"

#include "base/limits.h"
#include "base/times.h"
#include "format/typedstream.h"
#include "sql/functions_private.h"
#include "sql/pattern.h"

#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdio.h>

enum error_code function_context_init(struct function_context *context, const struct source *input, struct error *error)
{
    *context = (struct function_context){
        .scratch = arena_new(LIMIT_ROW_SCRATCH), .kept.arena = arena_new(LIMIT_ROW_SCRATCH), .input = input};
    if (!context->scratch || !context->kept.arena)
        return error_set(error, ERROR_MEMORY, "sql", ERROR_NO_OFFSET, "no memory for functions");
    return ERROR_NONE;
}

void function_context_release(struct function_context *context)
{
    (void)sqlite3_finalize(context->json_valid);
    (void)sqlite3_close(context->json_database);
    context->json_valid = NULL;
    context->json_database = NULL;
    context->scratch = arena_free(context->scratch);
    context->kept = (struct kept_plist){.arena = arena_free(context->kept.arena)};
    free(context->document);
    context->document = NULL;
    patterns_free(context->patterns);
    context->patterns = NULL;
}

struct slice function_document(struct function_context *context)
{
    if (context->document || context->document_failed || !context->input)
        return slice_of(context->document, context->document_size);
    context->document_failed = true;
    uint64_t size = context->input->size;
    if (size > LIMIT_DOCUMENT_SIZE) {
        context->lost++;
        return SLICE_NONE;
    }
    uint8_t *document = malloc(size ? (size_t)size : 1);
    size_t done = 0;
    if (!document || source_read(context->input, 0, document, (size_t)size, &done, NULL)) {
        free(document);
        context->lost++;
        return SLICE_NONE;
    }
    context->document = document;
    context->document_size = done;
    context->document_failed = false;
    return slice_of(document, done);
}

struct slice value_bytes(sqlite3_value *value)
{
    int type = sqlite3_value_type(value);
    if (type == SQLITE_BLOB) {
        const void *blob = sqlite3_value_blob(value);
        return blob ? slice_of(blob, (size_t)sqlite3_value_bytes(value)) : SLICE_NONE;
    }
    if (type != SQLITE_TEXT)
        return SLICE_NONE;
    const void *text = sqlite3_value_text(value);
    return text ? slice_of(text, (size_t)sqlite3_value_bytes(value)) : SLICE_NONE;
}

void result_text(sqlite3_context *context, struct slice text)
{
    const char *bytes = text.data ? (const char *)text.data : "";
    sqlite3_result_text64(context, bytes, text.size, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static bool value_is_null(sqlite3_value *value)
{
    return sqlite3_value_type(value) == SQLITE_NULL;
}

static bool value_has_bytes(sqlite3_value *value)
{
    int type = sqlite3_value_type(value);
    return type == SQLITE_TEXT || type == SQLITE_BLOB;
}

static void function_typedstream(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    struct function_context *own = sqlite3_user_data(context);
    struct slice text;
    if (value_is_null(values[0]))
        return;
    enum error_code code = typedstream_text(value_bytes(values[0]), own->scratch, &text, NULL);
    if (code == ERROR_NONE)
        result_text(context, text);
    else if (code != ERROR_ABSENT)
        own->lost++;
    arena_reset(own->scratch);
}

static void result_time(sqlite3_context *context, struct time time)
{
    if (time.state != TIME_UNSET)
        sqlite3_result_int64(context, time.microseconds);
}

static void function_apple_time(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    int type = sqlite3_value_numeric_type(values[0]);
    if (type == SQLITE_INTEGER)
        result_time(context, time_from_cocoa(sqlite3_value_int64(values[0])));
    else if (type == SQLITE_FLOAT && sqlite3_value_double(values[0]) < 1e12)
        result_time(context, time_from_cocoa_seconds(sqlite3_value_double(values[0])));
    else if (type == SQLITE_FLOAT)
        result_time(context, time_from_cocoa_seconds(sqlite3_value_double(values[0]) / 1e9));
}

static void function_unix_time(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    int type = sqlite3_value_numeric_type(values[0]);
    if (type == SQLITE_INTEGER)
        result_time(context, time_from_unix(sqlite3_value_int64(values[0])));
    else if (type == SQLITE_FLOAT)
        result_time(context, time_from_unix_seconds(sqlite3_value_double(values[0])));
}

static void function_webkit_time(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    if (sqlite3_value_numeric_type(values[0]) == SQLITE_INTEGER)
        result_time(context, time_from_webkit(sqlite3_value_int64(values[0])));
}

static void function_iso_time(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    int64_t microseconds;
    if (time_parse_iso(slice_trim(value_bytes(values[0])), &microseconds))
        sqlite3_result_int64(context, microseconds);
}

static void function_text_time(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    int64_t microseconds;
    struct slice text = slice_trim(value_bytes(values[0]));
    if (time_parse_iso(text, &microseconds) || time_parse_text(text, &microseconds))
        sqlite3_result_int64(context, microseconds);
}

static void function_base64(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    struct function_context *own = sqlite3_user_data(context);
    struct slice bytes = value_bytes(values[0]);
    if (!value_has_bytes(values[0]) || bytes.size > LIMIT_SQL_LENGTH / 2)
        return;
    size_t size = BASE64_ENCODE_RAW_LENGTH(bytes.size);
    char *text = arena_alloc(own->scratch, size + 1, 1);
    if (text) {
        base64_encode_raw(text, bytes.size, bytes.data);
        result_text(context, slice_of(text, size));
    }
    arena_reset(own->scratch);
}

static void put_hex(char *text, struct slice bytes)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < bytes.size; i++) {
        *text++ = digits[bytes.data[i] >> 4];
        *text++ = digits[bytes.data[i] & 15];
    }
}

static void function_sha256(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    struct sha256_ctx hash;
    uint8_t digest[SHA256_DIGEST_SIZE];
    char text[2 * SHA256_DIGEST_SIZE];
    struct slice bytes = value_bytes(values[0]);
    if (!value_has_bytes(values[0]))
        return;
    sha256_init(&hash);
    sha256_update(&hash, bytes.size, bytes.data);
    sha256_digest(&hash, sizeof digest, digest);
    put_hex(text, slice_of(digest, sizeof digest));
    result_text(context, slice_of(text, sizeof text));
}

static void function_uuid(sqlite3_context *context, UNUSED int count, sqlite3_value **values)
{
    static const size_t groups[] = {4, 2, 2, 2, 6};
    char text[36];
    size_t at = 0;
    size_t from = 0;
    struct slice bytes = value_bytes(values[0]);
    if (bytes.size != 16)
        return;
    for (size_t i = 0; i < ARRAY_SIZE(groups); i++) {
        if (i)
            text[at++] = '-';
        put_hex(text + at, slice_part(bytes, from, groups[i]));
        at += 2 * groups[i];
        from += groups[i];
    }
    for (size_t i = 0; i < sizeof text; i++)
        if (text[i] >= 'a')
            text[i] = (char)(text[i] - 32);
    result_text(context, slice_of(text, sizeof text));
}

struct function_row {
    const char *name;
    int arguments; // -1: any number
    void (*function)(sqlite3_context *, int, sqlite3_value **);
};

static const struct function_row functions[] = {
    {"pl", -1, function_pl},
    {"backup_file_key", 1, function_backup_file_key},
    {"typedstream", 1, function_typedstream},
    {"contains", -1, function_contains},
    {"icontains", -1, function_icontains},
    {"url_part", 2, function_url_part},
    {"is_ip", 1, function_is_ip},
    {"apple_time", 1, function_apple_time},
    {"unix_time", 1, function_unix_time},
    {"webkit_time", 1, function_webkit_time},
    {"iso_time", 1, function_iso_time},
    {"text_time", 1, function_text_time},
    {"matches", 2, function_matches},
    {"capture", 2, function_capture},
    {"capture", 3, function_capture},
    {"base64", 1, function_base64},
    {"sha256", 1, function_sha256},
    {"uuid", 1, function_uuid},
    {"device_path", 2, function_device_path},
    {"website_of", 1, function_website_of},
    {"resolved_path", 1, function_resolved_path},
    {"path_names_person", 1, function_path_names_person},
    {"input_name", 0, function_input_name},
};

bool function_known(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
        if (sqlite3_stricmp(functions[i].name, name) == 0)
            return true;
    return false;
}

enum error_code functions_register(sqlite3 *database, struct function_context *context, struct error *error)
{
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    for (size_t i = 0; i < ARRAY_SIZE(functions); i++) {
        const struct function_row *row = &functions[i];
        if (sqlite3_create_function_v2(database, row->name, row->arguments, flags, context, row->function, NULL, NULL,
                                       NULL) != SQLITE_OK)
            return error_set(error, ERROR_MEMORY, "sql", ERROR_NO_OFFSET, "cannot register %s()", row->name);
    }
    return ERROR_NONE;
}
