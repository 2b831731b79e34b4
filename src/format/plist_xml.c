// SPDX-License-Identifier: Apache-2.0
// XML property lists, read by expat into one table of nodes. Facts: Apple's property list DTD 1.0 and plist(5). Nothing
// outside the document is ever fetched; expat bounds what entities amplify, the arena and LIMIT_XML_NODES the rest.
#include "format/plist_private.h"

#include "base/buffer.h"

#include <expat.h>

#define COMPONENT "xml plist"

enum element {
    ELEMENT_UNKNOWN = 0,
    ELEMENT_PLIST,
    ELEMENT_DICT,
    ELEMENT_ARRAY,
    ELEMENT_KEY, // from here on: text alone inside
    ELEMENT_STRING,
    ELEMENT_DATA,
    ELEMENT_DATE,
    ELEMENT_INTEGER,
    ELEMENT_REAL,
    ELEMENT_TRUE,
    ELEMENT_FALSE,
};

struct frame {
    enum element element;
    size_t pending; // where its finished children begin
};

struct xml_reader {
    XML_Parser parser;
    struct plist *plist;
    struct error *error;
    enum error_code code;
    struct buffer nodes;    // struct xml_node
    struct buffer children; // uint32_t
    struct buffer pending;  // uint32_t: finished nodes whose containers are still open
    struct buffer text;     // of the element at hand
    size_t skipped;         // white space before the document
    size_t depth;
    struct frame frames[LIMIT_PLIST_DEPTH + 2];
};

static enum element element_of(const char *name)
{
    static const struct {
        const char *name;
        enum element element;
    } elements[] = {
        {"dict", ELEMENT_DICT}, {"array", ELEMENT_ARRAY}, {"key", ELEMENT_KEY},     {"string", ELEMENT_STRING},
        {"data", ELEMENT_DATA}, {"date", ELEMENT_DATE},   {"real", ELEMENT_REAL},   {"integer", ELEMENT_INTEGER},
        {"true", ELEMENT_TRUE}, {"false", ELEMENT_FALSE}, {"plist", ELEMENT_PLIST},
    };
    for (size_t i = 0; i < ARRAY_SIZE(elements); i++)
        if (strcmp(name, elements[i].name) == 0)
            return elements[i].element;
    return ELEMENT_UNKNOWN;
}

static uint64_t xml_offset(const struct xml_reader *reader)
{
    XML_Index index = XML_GetCurrentByteIndex(reader->parser);
    return index < 0 ? ERROR_NO_OFFSET : (uint64_t)index + reader->skipped;
}

static void xml_fail(struct xml_reader *reader, enum error_code code, const char *what)
{
    if (reader->code != ERROR_NONE)
        return;
    reader->code = error_set(reader->error, code, COMPONENT, xml_offset(reader), "%s", what);
    (void)XML_StopParser(reader->parser, XML_FALSE);
}

static void xml_put(struct xml_reader *reader, struct buffer *buffer, const void *bytes, size_t size)
{
    buffer_put(buffer, slice_of(bytes, size));
    if (buffer->failed)
        xml_fail(reader, ERROR_LIMIT, "property list is over its budget of nodes or text");
}

static size_t pending_count(const struct xml_reader *reader, const struct frame *frame)
{
    return (reader->pending.size - frame->pending) / sizeof(uint32_t);
}

// What is wrong with this element at this place, or NULL.
static const char *element_misplaced(const struct xml_reader *reader, enum element element)
{
    if (element == ELEMENT_UNKNOWN)
        return N_("unknown element");
    if (reader->depth == 0)
        return element == ELEMENT_KEY ? N_("key outside of a dictionary") : NULL;
    const struct frame *parent = &reader->frames[reader->depth - 1];
    size_t count = pending_count(reader, parent);
    if (parent->element >= ELEMENT_KEY)
        return N_("element inside of a value");
    if (element == ELEMENT_PLIST)
        return N_("plist inside of a plist");
    if (parent->element == ELEMENT_PLIST && count > 0)
        return N_("more than one value in a plist");
    bool key_due = parent->element == ELEMENT_DICT && count % 2 == 0;
    if (key_due && element != ELEMENT_KEY)
        return N_("value without a key");
    if (!key_due && element == ELEMENT_KEY)
        return N_("key where a value was due");
    return NULL;
}

static void XMLCALL on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
    struct xml_reader *reader = context;
    enum element element = element_of(name);
    const char *misplaced = element_misplaced(reader, element);
    (void)attributes;
    if (reader->code != ERROR_NONE)
        return;
    if (misplaced)
        xml_fail(reader, ERROR_FORMAT, misplaced);
    else if (reader->depth >= ARRAY_SIZE(reader->frames))
        xml_fail(reader, ERROR_LIMIT, "nested too deep");
    else
        reader->frames[reader->depth++] = (struct frame){element, reader->pending.size};
}

static void XMLCALL on_text(void *context, const XML_Char *text, int size)
{
    struct xml_reader *reader = context;
    struct slice bytes = slice_of(text, size > 0 ? (size_t)size : 0);
    bool value = reader->depth > 0 && reader->frames[reader->depth - 1].element >= ELEMENT_KEY;
    if (reader->code != ERROR_NONE)
        return;
    if (value)
        xml_put(reader, &reader->text, bytes.data, bytes.size);
    else if (slice_trim(bytes).size > 0)
        xml_fail(reader, ERROR_FORMAT, "text between values");
}

// An entity that only a DTD from elsewhere could tell: its name stays, so that nothing is lost unseen.
static void XMLCALL on_skipped(void *context, const XML_Char *name, int parameter)
{
    if (parameter)
        return;
    on_text(context, "&", 1);
    on_text(context, name, (int)slice_text(name).size);
    on_text(context, ";", 1);
}

static void node_from_data(struct xml_reader *reader, struct slice text, struct xml_node *node)
{
    bool full = false;
    node->type = PLIST_DATA;
    if (!xml_parse_data(text, reader->plist->arena, &node->bytes, &full))
        xml_fail(reader, full ? ERROR_LIMIT : ERROR_FORMAT,
                 full ? "data is over the memory budget" : "data is no base64");
}

static void node_from_text(struct xml_reader *reader, enum element element, struct xml_node *node)
{
    struct slice text = buffer_slice(&reader->text);
    struct slice trimmed = slice_trim(text);
    bool bare = element == ELEMENT_TRUE || element == ELEMENT_FALSE;
    if (element == ELEMENT_KEY || element == ELEMENT_STRING) {
        node->type = PLIST_STRING;
        if (!arena_copy(reader->plist->arena, text, &node->bytes))
            xml_fail(reader, ERROR_LIMIT, "a string is over the memory budget");
    } else if (element == ELEMENT_DATA) {
        node_from_data(reader, text, node);
    } else if (element == ELEMENT_INTEGER) {
        node->type = PLIST_INTEGER;
        if (!xml_parse_integer(trimmed, node))
            xml_fail(reader, ERROR_FORMAT, "integer is no number");
    } else if (element == ELEMENT_REAL) {
        node->type = PLIST_REAL;
        if (!xml_parse_real(trimmed, &node->real))
            xml_fail(reader, ERROR_FORMAT, "real is no number");
    } else if (element == ELEMENT_DATE) {
        node->type = PLIST_DATE;
        if (!xml_parse_date(trimmed, node))
            xml_fail(reader, ERROR_FORMAT, "date is none");
    } else if (bare && trimmed.size > 0) {
        xml_fail(reader, ERROR_FORMAT, "text inside of a boolean");
    } else {
        node->type = PLIST_BOOLEAN;
        node->integer = element == ELEMENT_TRUE;
    }
}

static uint32_t pending_at(const struct xml_reader *reader, size_t position)
{
    uint32_t node;
    memcpy(&node, reader->pending.data + position, sizeof node);
    return node;
}

static struct xml_node node_at(const struct xml_reader *reader, uint32_t index)
{
    struct xml_node node;
    memcpy(&node, reader->nodes.data + (size_t)index * sizeof node, sizeof node);
    return node;
}

// {CF$UID: n} is how a keyed archive's reference stands in XML.
static void node_to_uid(const struct xml_reader *reader, const struct frame *frame, struct xml_node *node)
{
    struct xml_node key = node_at(reader, pending_at(reader, frame->pending));
    struct xml_node value = node_at(reader, pending_at(reader, frame->pending + sizeof(uint32_t)));
    if (value.type == PLIST_INTEGER && value.integer >= 0 && slice_equal(key.bytes, SLICE("CF$UID")))
        *node = (struct xml_node){.type = PLIST_UID, .integer = value.integer};
}

static void node_from_container(struct xml_reader *reader, const struct frame *frame, struct xml_node *node)
{
    bool dictionary = frame->element == ELEMENT_DICT;
    size_t count = pending_count(reader, frame);
    size_t step = dictionary ? 2 : 1;
    if (count % step)
        xml_fail(reader, ERROR_FORMAT, "key without a value");
    node->type = dictionary ? PLIST_DICTIONARY : PLIST_ARRAY;
    node->children = (uint32_t)(reader->children.size / sizeof(uint32_t));
    node->count = (uint32_t)(count / step);
    for (size_t first = 0; first < step; first++)
        for (size_t i = first; i < count && reader->code == ERROR_NONE; i += step)
            xml_put(reader, &reader->children, reader->pending.data + frame->pending + i * sizeof(uint32_t),
                    sizeof(uint32_t));
    if (dictionary && node->count == 1 && reader->code == ERROR_NONE)
        node_to_uid(reader, frame, node);
    reader->pending.size = frame->pending;
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct xml_reader *reader = context;
    struct xml_node node = {.type = PLIST_NONE};
    (void)name;
    if (reader->code != ERROR_NONE || reader->depth == 0)
        return;
    const struct frame *frame = &reader->frames[--reader->depth];
    if (frame->element == ELEMENT_PLIST)
        return;
    if (frame->element >= ELEMENT_KEY)
        node_from_text(reader, frame->element, &node);
    else
        node_from_container(reader, frame, &node);
    uint32_t index = (uint32_t)(reader->nodes.size / sizeof node);
    if (reader->code == ERROR_NONE)
        xml_put(reader, &reader->nodes, &node, sizeof node);
    if (reader->code == ERROR_NONE)
        xml_put(reader, &reader->pending, &index, sizeof index);
    buffer_clear(&reader->text);
}

static void xml_release(struct xml_reader *reader)
{
    if (reader->parser)
        XML_ParserFree(reader->parser);
    buffer_release(&reader->nodes);
    buffer_release(&reader->children);
    buffer_release(&reader->pending);
    buffer_release(&reader->text);
}

static bool xml_prepare(struct xml_reader *reader)
{
    buffer_init(&reader->nodes, LIMIT_XML_NODES * sizeof(struct xml_node));
    buffer_init(&reader->children, LIMIT_XML_NODES * sizeof(uint32_t));
    buffer_init(&reader->pending, LIMIT_XML_NODES * sizeof(uint32_t));
    buffer_init(&reader->text, LIMIT_PLIST_SIZE);
    reader->parser = XML_ParserCreate(NULL);
    if (!reader->parser)
        return false;
    // A salt of our own (where this stands in memory), or expat asks the system for one.
    (void)XML_SetHashSalt(reader->parser, (unsigned long)(uintptr_t)reader->parser | 1UL);
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader->parser, on_text);
    XML_SetSkippedEntityHandler(reader->parser, on_skipped);
    return true;
}

// Apple's reader forgives white space before the declaration, and a text column may carry its C string's end along.
static struct slice xml_document(struct slice bytes)
{
    if (slice_starts(bytes, SLICE("\xff\xfe")) || slice_starts(bytes, SLICE("\xfe\xff")))
        return bytes;
    if (slice_starts(bytes, SLICE("\xef\xbb\xbf")))
        bytes = slice_from(bytes, 3);
    while (bytes.size && bytes.data[bytes.size - 1] == '\0')
        bytes.size--;
    return slice_trim(bytes);
}

static enum error_code xml_parse(struct xml_reader *reader, struct slice whole)
{
    struct slice bytes = xml_document(whole);
    reader->skipped = bytes.size ? (size_t)(bytes.data - whole.data) : 0;
    if (XML_Parse(reader->parser, (const char *)bytes.data, (int)bytes.size, XML_TRUE) == XML_STATUS_OK)
        return reader->code;
    if (reader->code != ERROR_NONE)
        return reader->code;
    enum XML_Error why = XML_GetErrorCode(reader->parser);
    enum error_code code = ERROR_FORMAT;
    if (why == XML_ERROR_NO_MEMORY)
        code = ERROR_MEMORY;
    else if (why == XML_ERROR_AMPLIFICATION_LIMIT_BREACH)
        code = ERROR_LIMIT;
    return error_set(reader->error, code, COMPONENT, xml_offset(reader), "%s", XML_ErrorString(why));
}

// The finished tables move into the arena.
static enum error_code xml_keep(struct xml_reader *reader)
{
    struct plist *plist = reader->plist;
    struct slice nodes;
    struct slice children;
    if (!arena_copy(plist->arena, buffer_slice(&reader->nodes), &nodes) ||
        !arena_copy(plist->arena, buffer_slice(&reader->children), &children))
        return error_set(reader->error, ERROR_LIMIT, COMPONENT, 0, "property list is over the memory budget");
    plist->nodes = (const void *)nodes.data;
    plist->children = (const void *)children.data;
    plist->node_count = nodes.size / sizeof(struct xml_node);
    plist->top = plist->node_count ? plist->node_count - 1 : 0; // a container stands after what it holds
    return ERROR_NONE;
}

enum error_code xml_open(struct plist *plist, struct error *error)
{
    CLEANUP(xml_release) struct xml_reader reader = {.plist = plist, .error = error};
    if (!xml_prepare(&reader))
        return error_set(error, ERROR_MEMORY, COMPONENT, 0, "no memory for the parser");
    enum error_code code = xml_parse(&reader, plist->bytes);
    return code == ERROR_NONE ? xml_keep(&reader) : code;
}
