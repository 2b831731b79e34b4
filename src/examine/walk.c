// SPDX-License-Identifier: Apache-2.0
// A folder's file names as JSON lines in memory, so that they go through an artefact's query like everything else:
// {"path": …, "size": bytes, "sort": file, folder or other}. The path is the device path, or the one within a
// sysdiagnose. A name that is no UTF-8 is written with U+FFFD for what is not.
#include "examine/examination.h"

#include "base/utf8.h"
#include "base/writer.h"

#include <fcntl.h>
#include <sys/mman.h>

static void put_json(struct writer *writer, struct slice text)
{
    struct buffer out CLEANUP_BUFFER;
    buffer_init(&out, LIMIT_PATH_SIZE * 32U);
    for (size_t at = 0; at < text.size;) {
        uint32_t code_point = utf8_next(text, &at);
        if (code_point == '"' || code_point == '\\' || code_point < 0x20)
            buffer_format(&out, "\\u%04x", (unsigned)code_point);
        else
            utf8_put(&out, code_point);
    }
    writer_put(writer, buffer_slice(&out));
}

struct walk_lines {
    struct writer *writer;
    const char *before; // the paths
};

static void walk_line(void *context, enum evidence_entry entry, struct slice path, uint64_t size)
{
    const struct walk_lines *lines = context;
    struct writer *writer = lines->writer;
    writer_put_text(writer, "{\"path\":\"");
    writer_put_text(writer, lines->before);
    put_json(writer, path);
    writer_format(writer, "\",\"size\":%" PRIu64 ",\"sort\":\"%s\"}\n", size,
                  entry == ENTRY_FILE     ? "file"
                  : entry == ENTRY_FOLDER ? "folder"
                                          : "other");
}

enum error_code walk_write(struct examination *examination, struct error *error)
{
    struct writer writer CLEANUP_WRITER;
    struct evidence_walk counts;
    bool asked = false;
    for (size_t i = 0; i < examination->input_count; i++)
        asked = asked || examination->inputs[i].walk;
    writer_init(&writer, -1);
    if (!asked)
        return ERROR_NONE;
    examination->walk_fd = memfd_create("bridle-files", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (examination->walk_fd < 0)
        return error_system(error, "examine", "cannot get memory for the file names");
    writer.fd = examination->walk_fd;
    bool sysdiagnose = examination->evidence.kind == EVIDENCE_SYSDIAGNOSE;
    struct walk_lines lines = {&writer, sysdiagnose ? examination->evidence.within : "/"};
    enum error_code code = evidence_walk(&examination->evidence, walk_line, &lines, &counts, error);
    lines.before = "";
    for (size_t i = 0; !code && i < examination->evidence.pack_count; i++)
        if (examination->evidence.packs[i].name.size)
            (void)evidence_pack_walk(&examination->evidence.packs[i], walk_line, &lines);
    code = code ? code : writer_flush(&writer, error);
    if (!code && fcntl(examination->walk_fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) < 0)
        code = error_system(error, "examine", "cannot seal the file names");
    return code;
}
