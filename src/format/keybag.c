// SPDX-License-Identifier: Apache-2.0
#include "format/keybag.h"

#include "base/cursor.h"

#define COMPONENT "keybag"
#define ENTRIES_MOST 4096U

struct parsing {
    struct keybag bag;
    struct keybag_class *at; // the class whose tags come; NULL: still the bag's own
    bool has_uuid, has_rounds;
};

static bool value_number(struct slice value, uint32_t *ret_number)
{
    struct cursor cursor = cursor_over(value);
    *ret_number = cursor_u32be(&cursor);
    return value.size == 4;
}

static bool salt_take(struct slice value, uint8_t *salt, uint32_t *ret_size)
{
    if (value.size == 0 || value.size > KEYBAG_SALT_MOST)
        return false;
    memcpy(salt, value.data, value.size);
    *ret_size = (uint32_t)value.size;
    return true;
}

static bool bag_take(struct parsing *parsing, struct slice tag, struct slice value)
{
    struct keybag *bag = &parsing->bag;
    uint32_t number = 0;
    bool is_number = value_number(value, &number);
    if (slice_equal(tag, SLICE("TYPE"))) {
        bag->type = number & 0x3fffffff; // the two bits above are flags
        return is_number;
    }
    if (slice_equal(tag, SLICE("ITER"))) {
        bag->rounds = number;
        parsing->has_rounds = true;
        return is_number && number > 0;
    }
    if (slice_equal(tag, SLICE("DPIC"))) {
        bag->first_rounds = number;
        return is_number && number > 0;
    }
    if (slice_equal(tag, SLICE("SALT")))
        return salt_take(value, bag->salt, &bag->salt_size);
    if (slice_equal(tag, SLICE("DPSL")))
        return salt_take(value, bag->first_salt, &bag->first_salt_size);
    return true;
}

static bool class_take(struct keybag_class *class, struct slice tag, struct slice value)
{
    if (slice_equal(tag, SLICE("CLAS")))
        return value_number(value, &class->number);
    if (slice_equal(tag, SLICE("WRAP")))
        return value_number(value, &class->wrap);
    if (!slice_equal(tag, SLICE("WPKY")) || value.size != KEYBAG_WRAPPED_SIZE)
        return true;
    memcpy(class->key, value.data, KEYBAG_WRAPPED_SIZE);
    class->has_key = true;
    return true;
}

// The first UUID is the bag's; each further one begins a class.
static bool entry_take(struct parsing *parsing, struct slice tag, struct slice value)
{
    if (slice_equal(tag, SLICE("UUID"))) {
        if (!parsing->has_uuid) {
            parsing->has_uuid = true;
            return true;
        }
        if (parsing->bag.class_count == KEYBAG_CLASSES_MOST)
            return false;
        parsing->at = &parsing->bag.classes[parsing->bag.class_count++];
        *parsing->at = (struct keybag_class){0};
        return true;
    }
    return parsing->at ? class_take(parsing->at, tag, value) : bag_take(parsing, tag, value);
}

static enum error_code bag_check(const struct parsing *parsing, uint64_t end, struct error *error)
{
    const struct keybag *bag = &parsing->bag;
    const char *what = NULL;
    if (!bag->salt_size || !parsing->has_rounds)
        what = N_("it lacks a salt or a number of rounds");
    else if ((bag->first_rounds > 0) != (bag->first_salt_size > 0))
        what = N_("it has only half of what the first derivation needs");
    else if (bag->class_count == 0)
        what = N_("it holds no class key");
    else if (bag->type != KEYBAG_BACKUP)
        what = N_("it is no backup's");
    return what ? error_set(error, ERROR_FORMAT, COMPONENT, end, "the key bag is damaged: %s", what) : ERROR_NONE;
}

enum error_code keybag_parse(struct slice bytes, struct keybag *ret_keybag, struct error *error)
{
    struct parsing parsing = {0};
    struct cursor cursor = cursor_over(bytes);
    unsigned entries = 0;
    while (cursor_left(&cursor) > 0) {
        uint64_t at = cursor.position;
        struct slice tag = cursor_bytes(&cursor, 4);
        uint32_t size = cursor_u32be(&cursor);
        struct slice value = cursor_bytes(&cursor, size);
        if (!cursor_ok(&cursor))
            return error_set(error, ERROR_FORMAT, COMPONENT, at, "the key bag is damaged: it is cut off");
        if (++entries > ENTRIES_MOST || !entry_take(&parsing, tag, value))
            return error_set(error, ERROR_FORMAT, COMPONENT, at, "the key bag is damaged: an entry makes no sense");
    }
    enum error_code code = bag_check(&parsing, bytes.size, error);
    if (!code)
        *ret_keybag = parsing.bag;
    return code;
}
