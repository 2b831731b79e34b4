// SPDX-License-Identifier: Apache-2.0
// The scalar functions: what each gives, what it makes of NULL, other types and damage, and that none ever raises.
#include "sql_test.h"

#include "mutation.h"

// "hello" as an NSMutableAttributedString
#define TYPEDSTREAM                                                                                                    \
    "x'040b73747265616d747970656481e803840140848484194e534d757461626c6541747472696275746564537472696e67008484124e53"   \
    "41747472696275746564537472696e67008484084e534f626a656374008592848484"                                             \
    "0f4e534d757461626c65537472696e67018484084e53537472696e67019584012b0568656c6c6f86840269490105"                     \
    "928484840c4e5344696374696f6e617279009584016901928498981d5f5f6b494d4d657373616765506172744174747269627574654e616d" \
    "6586928484840"                                                                                                    \
    "84e534e756d626572008484074e5356616c7565009584012a849b9b00868686'"
// No object in it: there is no text, and nothing is damaged.
#define TYPEDSTREAM_NIL "x'040b73747265616d747970656481e80384014085'"
// A dictionary of every type, one key each
#define PLIST                                                                                            \
    "x'62706c6973743030d80102030405060708090a0b0c0d0e0f10516151625163516451655166516762"                 \
    "00e420ac0911123413fffffffffffffffe233ff80000000000003341c000000000000043010203a20a11c1018007"       \
    "08191b1d1f212325272c2d3039424b4f525400000000000001010000000000000012000000000000000000000000000000" \
    "56'"
#define XML                                                                                                    \
    "'<?xml version=\"1.0\"?><plist version=\"1.0\"><dict><key>com.apple.x</key><integer>18446744073709551615" \
    "</integer><key>list</key><array><string>one</string><dict><key>in</key><true/></dict></array>"            \
    "<key>when</key><date>2024-03-05T10:20:30Z</date><key>7</key><string>seven</string></dict></plist>'"

// Of a file: its own key, 44 bytes (0 to 43); one of 43; none.
#define FILE_WITH_KEY                                                                                        \
    "x'62706c6973743030d4010203040506070a582476657273696f6e592461726368697665725424746f7058246f626a65637473" \
    "12000186a05f100f4e534b657965644172636869766572d1080954726f6f748001a50b0c13171c55246e756c6cd30d0e0f10"   \
    "11125d456e6372797074696f6e4b65795453697a655624636c617373800210018003d2140f1516574e532e646174614f102c"   \
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b8004d218191a"   \
    "1b5a24636c6173736e616d655824636c6173736573564d4246696c65a11ad218191d1e5d4e534d757461626c6544617461a1"   \
    "1d08111a24293237494c5153595f667479808284868b93c2c4c9d4dde4e6ebf90000000000000101000000000000001f0000"   \
    "00000000000000000000000000fb'"
#define FILE_WITH_SHORT_KEY                                                                                  \
    "x'62706c6973743030d4010203040506070a582476657273696f6e592461726368697665725424746f7058246f626a65637473" \
    "12000186a05f100f4e534b657965644172636869766572d1080954726f6f748001a50b0c13171c55246e756c6cd30d0e0f10"   \
    "11125d456e6372797074696f6e4b65795453697a655624636c617373800210018003d2140f1516574e532e646174614f102b"   \
    "000000000000000000000000000000000000000000000000000000000000000000000000000000000000008004d218191a1b"   \
    "5a24636c6173736e616d655824636c6173736573564d4246696c65a11ad218191d1e5d4e534d757461626c6544617461a11d"   \
    "08111a24293237494c5153595f667479808284868b93c1c3c8d3dce3e5eaf80000000000000101000000000000001f000000"   \
    "000000000000000000000000fa'"
#define FILE_IN_CLEAR                                                                                        \
    "x'62706c6973743030d4010203040506070a582476657273696f6e592461726368697665725424746f7058246f626a65637473" \
    "12000186a05f100f4e534b657965644172636869766572d1080954726f6f748001a50b0c13171c55246e756c6cd30d0e0f10"   \
    "1112554f746865725453697a655624636c617373800210018003d2140f1516574e532e646174614f102c0000000000000000"   \
    "0000000000000000000000000000000000000000000000000000000000000000000000008004d218191a1b5a24636c617373"   \
    "6e616d655824636c6173736573564d4246696c65a11ad218191d1e5d4e534d757461626c6544617461a11d08111a24293237"   \
    "494c5153595f666c71787a7c7e838bbabcc1ccd5dcdee3f10000000000000101000000000000001f00000000000000000000"   \
    "0000000000f3'"
#define FILE_KEY "x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b'"

static void test_pl_walks_a_binary_property_list(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT pl(" PLIST ",'a')", "1", 0},
        {"SELECT pl(" PLIST ",'b')", "4660", 0},
        {"SELECT pl(" PLIST ",'c')", "-2", 0},
        {"SELECT pl(" PLIST ",'d')", "1.5r", 0},
        {"SELECT pl(" PLIST ",'e')", "1515178112000000", 0},
        {"SELECT pl(" PLIST ",'f')", "x'010203'", 0},
        {"SELECT pl(" PLIST ",'g',0)", "4660", 0},
        {"SELECT pl(" PLIST ",'g','1')", "7", 0},
        {"SELECT pl(" PLIST ",'g',2)", "NULL", 0},
        {"SELECT pl(" PLIST ",'g',-1)", "NULL", 0},
        {"SELECT pl(" PLIST ",'g')", "NULL", 0},
        {"SELECT pl(" PLIST ")", "NULL", 0},
        {"SELECT pl(" PLIST ",'missing')", "NULL", 0},
        {"SELECT pl(" PLIST ",'a','deeper')", "NULL", 0},
        {"SELECT pl(" PLIST ",NULL)", "NULL", 0},
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
}

static void test_pl_walks_an_xml_property_list(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT pl(" XML ",'com.apple.x')", "'18446744073709551615'", 0},
        {"SELECT pl(CAST(" XML " AS BLOB),'list',0)", "'one'", 0},
        {"SELECT pl(" XML ",'list',1,'in')", "1", 0},
        {"SELECT pl(" XML ",'when')", "1709634030000000", 0},
        {"SELECT pl(" XML ",'7')", "'seven'", 0},
        {"SELECT pl('<plist><dict>','a')", "NULL", 1},
        {"SELECT pl('<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><plist><string>&e;</string></plist>')",
         "''", 0}, // nothing is fetched
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
}

// The one that was asked last is kept: what differs is another one, and no number of questions uses it up.
static void test_pl_tells_one_property_list_from_the_next(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT group_concat(pl('<plist><dict><key>k</key><integer>'||column1||'</integer></dict></plist>','k')) "
         "FROM (VALUES (1),(2),(2),(1),(10))",
         "'1,2,2,1,10'", 0},
        {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<300) SELECT "
         "sum(pl('<plist><array>'||substr('<true/>',1,7)||'<integer>3</integer></array></plist>',1)) FROM n",
         "900", 0},
        {"SELECT group_concat(coalesce(pl(column1,'k'),'-')) FROM (VALUES ('<plist><dict><key>k</key><true/></dict>"
         "</plist>'),('<plist><dict><key>k</key><true/>'),('<plist><dict><key>k</key><true/></dict></plist>'))",
         "'1,-,1'", 1},
        {"SELECT group_concat(pl('<plist>'||replace('aaaaaaaa','a',replace('bbbbbbbb','b',replace('cccccccc','c',"
         "'<!-- --> ')))||'<dict><key>k</key><integer>'||column1||'</integer></dict></plist>','k')) "
         "FROM (VALUES (1),(2))",
         "'1,2'", 0}, // too large to be kept
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
}

static void test_pl_follows_a_keyed_archive(UNUSED void **state)
{
    static const char archive[] =
        "'<plist><dict><key>$archiver</key><string>NSKeyedArchiver</string><key>$version</key><integer>100000</integer>"
        "<key>$top</key><dict><key>root</key><dict><key>CF$UID</key><integer>1</integer></dict></dict>"
        "<key>$objects</key><array><string>$null</string>"
        "<dict><key>Size</key><integer>5</integer><key>URL</key><dict><key>CF$UID</key><integer>2</integer></dict>"
        "<key>none</key><dict><key>CF$UID</key><integer>0</integer></dict></dict>"
        "<dict><key>NS.base</key><dict><key>CF$UID</key><integer>0</integer></dict>"
        "<key>NS.relative</key><string>https://a.example/</string></dict></array></dict></plist>'";
    char sql[2048];
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    (void)snprintf(sql, sizeof sql, "SELECT pl(%s,'Size'), pl(%s,'URL'), pl(%s,'none')", archive, archive, archive);
    assert_string_equal(answer(&world, sql), "5|'https://a.example/'|NULL");
    assert_int_equal(world.lost, 0);
}

static void test_pl_of_what_is_no_property_list_is_null_and_lost(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT pl(NULL,'a')", "NULL", 0},
        {"SELECT pl()", "NULL", 0},
        {"SELECT pl(5,'a')", "NULL", 1},
        {"SELECT pl(1.5,'a')", "NULL", 1},
        {"SELECT pl('text','a')", "NULL", 1},
        {"SELECT pl(x'','a')", "NULL", 1},
        {"SELECT pl(x'62706c6973743030','a')", "NULL", 1},
        {"SELECT pl(replace(hex(x'0000000000000000'),'0','bplist00'),'a')", "NULL", 1},
        {"SELECT pl(x'00','a'), pl(" PLIST ",'b')", "NULL|4660", 1},
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
}

static void test_typedstream_gives_the_text(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT typedstream(" TYPEDSTREAM ")", "'hello'", 0},
        {"SELECT typedstream(" TYPEDSTREAM_NIL ")", "NULL", 0},
        {"SELECT typedstream(NULL)", "NULL", 0},
        {"SELECT typedstream(7)", "NULL", 1},
        {"SELECT typedstream('hello')", "NULL", 1},
        {"SELECT typedstream(x'040b')", "NULL", 1},
        {"SELECT typedstream(substr(" TYPEDSTREAM ", 1, 100))", "NULL", 1},
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
}

static void test_contains_goes_by_length(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT contains('abc','b')", "1", 0},
        {"SELECT contains('abc','B')", "0", 0},
        {"SELECT contains('abc','x','y','c')", "1", 0},
        {"SELECT contains('abc','')", "0", 0},
        {"SELECT contains('abc',NULL)", "0", 0},
        {"SELECT contains(NULL,'a')", "NULL", 0},
        {"SELECT contains('abc')", "NULL", 0},
        {"SELECT contains(CAST(x'61002065' AS TEXT),'e')", "1", 0},
        {"SELECT contains(x'616263','b')", "1", 0},
        {"SELECT contains('a%b','%')", "1", 0},
        {"SELECT contains('',' ')", "0", 0},
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
}

static void test_icontains_folds_unicode(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT icontains('Mercenary SPYWARE attack','mercenary spyware')", "1", 0},
        {"SELECT icontains('\u0391\u039b\u0399\u03a3','\u03b1\u03bb\u03b9\u03c2')", "1", 0}, // final sigma
        {"SELECT icontains('\u03c3','\u03a3')", "1", 0},
        {"SELECT icontains('ANGR\u00c4FFEN','angr\u00e4ffen')", "1", 0},
        {"SELECT icontains('\u1e9e','\u00df')", "1", 0},
        {"SELECT icontains('\u041f\u0420\u0418\u0412\u0415\u0422','\u043f\u0440\u0438\u0432\u0435\u0442')", "1", 0},
        {"SELECT icontains('\u0130STANBUL','istanbul')", "1", 0},
        {"SELECT icontains('\u0131l\u0131k','ILIK')", "1", 0},
        {"SELECT icontains('\u00c4','A')", "0", 0},
        {"SELECT icontains('\u023a bc','\u2c65 BC')", "1", 0}, // longer in lower case
        {"SELECT icontains('\u65e5\u672c\u8a9e','\u672c')", "1", 0},
        {"SELECT icontains(CAST(x'41002045C39C' AS TEXT),'e\u00fc')", "1", 0}, // behind a NUL
        {"SELECT icontains(CAST('ABC' AS BLOB),'bc')", "1", 0},
        {"SELECT icontains(CAST(x'ffc3c4' AS TEXT),'x')", "0", 0}, // no UTF-8
        {"SELECT icontains(x'ff41c3',x'ff61')", "1", 0},
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
}

static void test_icontains_takes_any_number_of_needles(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT icontains('abc','x','y','C')", "1", 0},
        {"SELECT icontains('abc','c')", "1", 0},
        {"SELECT icontains('abc','')", "0", 0},
        {"SELECT icontains('','')", "0", 0},
        {"SELECT icontains('abc',NULL,'B')", "1", 0},
        {"SELECT icontains('abc',5)", "0", 0},
        {"SELECT icontains(5,'5')", "0", 0},
        {"SELECT icontains(NULL,'a')", "NULL", 0},
        {"SELECT icontains('abc')", "NULL", 0},
        {"SELECT icontains('a','abc')", "0", 0},
    };
    struct world world CLEANUP_WORLD;
    struct buffer sql CLEANUP_BUFFER;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
    buffer_init(&sql, 65536);
    buffer_put_text(&sql, "SELECT icontains('xx NEEDLE 125 xx'");
    for (int i = 0; i < 126; i++)
        buffer_format(&sql, ",'needle %d '", i);
    buffer_put_text(&sql, ")");
    assert_string_equal(answer(&world, buffer_text(&sql)), "1");
}

// The needles are folded once a statement; one that changes from row to row must not keep an old answer.
static void test_icontains_sees_that_its_needles_change(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    assert_string_equal(answer(&world, "WITH t(text, needle) AS (VALUES ('ab','A'),('ab','Z'),('zz','Z'),('ab','B'))"
                                       " SELECT icontains(text, needle), icontains(text, needle, 'q') FROM t"),
                        "1|1;0|0;1|1;1|1");
    // SQLite keeps what stands by a constant argument, although another needle is none.
    assert_string_equal(
        answer(&world, "WITH t(needle) AS (VALUES ('a'),('z'),('b')) SELECT icontains('ab', 'q', needle) FROM t"),
        "1;0;1");
    assert_string_equal(
        answer(&world, "WITH t(text) AS (VALUES ('xAx'),('y'),('a')) SELECT icontains(text, 'A') FROM t"), "1;0;1");
}

static void test_url_part_reads_as_a_browser(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT url_part('https://u:p@A.Example:8443/p/q?x#f','scheme')", "'https'", 0},
        {"SELECT url_part('https://u:p@A.Example:8443/p/q?x#f','host')", "'a.example'", 0},
        {"SELECT url_part('https://u:p@A.Example:8443/p/q?x#f','port')", "8443", 0},
        {"SELECT url_part('https://u:p@A.Example:8443/p/q?x#f','path')", "'/p/q'", 0},
        {"SELECT url_part('https://a.example/p#f?x','path')", "'/p'", 0},
        {"SELECT url_part('http://a.example','port')", "80", 0},
        {"SELECT url_part('http://a.example:99999/','port')", "NULL", 0},
        {"SELECT url_part('http://good.example\\@evil.example/','host')", "'good.example'", 0},
        {"SELECT url_part('http://0x7f.1/','host')", "'127.0.0.1'", 0},
        {"SELECT url_part('no url','host')", "NULL", 0},
        {"SELECT url_part('http://a.example','other')", "NULL", 0},
        {"SELECT url_part('http://a.example',NULL)", "NULL", 0},
        {"SELECT url_part(NULL,'host')", "NULL", 0},
        {"SELECT url_part(5,'host')", "NULL", 0},
        {"SELECT url_part(x'ff00fe','host')", "NULL", 0},
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
}

static void test_is_ip_knows_addresses(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT is_ip('192.0.2.1')", "1", 0},
        {"SELECT is_ip('[2001:db8::1]')", "1", 0},
        {"SELECT is_ip('2001:db8::1')", "1", 0},
        {"SELECT is_ip('a.example')", "0", 0},
        {"SELECT is_ip('')", "0", 0},
        {"SELECT is_ip('[')", "0", 0},
        {"SELECT is_ip(NULL)", "NULL", 0},
        {"SELECT is_ip('1.2.3.4.example')", "0", 0},
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
}

static void test_times_become_microseconds(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT apple_time(1)", "978307201000000", 0},
        {"SELECT apple_time(731328030000000000)", "1709635230000000", 0},
        {"SELECT apple_time(1.5)", "978307201500000", 0},
        {"SELECT apple_time('731328030')", "1709635230000000", 0},
        {"SELECT apple_time(0)", "NULL", 0},
        {"SELECT apple_time(0.0)", "NULL", 0},
        {"SELECT apple_time(NULL)", "NULL", 0},
        {"SELECT apple_time('now')", "NULL", 0},
        {"SELECT apple_time(x'00')", "NULL", 0},
        {"SELECT unix_time(1709635230)", "1709635230000000", 0},
        {"SELECT unix_time(1709635230.5)", "1709635230500000", 0},
        {"SELECT unix_time(1709635230000)", "1709635230000000", 0},
        {"SELECT unix_time(NULL)", "NULL", 0},
        {"SELECT unix_time('x')", "NULL", 0},
        {"SELECT webkit_time(13354108830000000)", "1709635230000000", 0},
        {"SELECT webkit_time(0)", "NULL", 0},
        {"SELECT webkit_time('x')", "NULL", 0},
        {"SELECT iso_time(' 2024-03-05T10:40:30Z ')", "1709635230000000", 0},
        {"SELECT iso_time('yesterday')", "NULL", 0},
        {"SELECT iso_time(NULL)", "NULL", 0},
        {"SELECT iso_time('2024-03-05 02:40:30.000 -0800')", "1709635230000000", 0},
        {"SELECT text_time('Tue Mar  5 10:40:30 2024')", "1709635230000000", 0},
        {"SELECT text_time('Mar 5, 2024 at 10:40:30 PM GMT+2')", "1709671230000000", 0},
        {"SELECT text_time('\n2024-03-05 12:40:30 +0200\n')", "1709635230000000", 0},
        {"SELECT text_time('yesterday at 10:40:30')", "NULL", 0},
        {"SELECT text_time(x'ff00')", "NULL", 0},
        {"SELECT text_time(NULL)", "NULL", 0},
        {"SELECT text_time(5)", "NULL", 0},
        {"SELECT typeof(apple_time(9223372036854775807)), typeof(unix_time(-9223372036854775807 - 1))",
         "'integer'|'integer'", 0},
        {"SELECT typeof(apple_time(1e300)), typeof(unix_time(-1e300))", "'integer'|'integer'", 0},
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
}

static void test_bytes_become_text(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT base64(x'00ff10')", "'AP8Q'", 0},
        {"SELECT base64('a')", "'YQ=='", 0},
        {"SELECT base64('')", "''", 0},
        {"SELECT base64(NULL)", "NULL", 0},
        {"SELECT base64(5)", "NULL", 0},
        {"SELECT sha256('abc')", "'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'", 0},
        {"SELECT sha256(x'')", "'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'", 0},
        {"SELECT sha256(NULL)", "NULL", 0},
        {"SELECT sha256(123)", "NULL", 0},
        {"SELECT uuid(x'00112233445566778899aabbccddeeff')", "'00112233-4455-6677-8899-AABBCCDDEEFF'", 0},
        {"SELECT uuid(x'0011')", "NULL", 0},
        {"SELECT uuid(NULL)", "NULL", 0},
        {"SELECT uuid(16)", "NULL", 0},
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
}

static void test_paths_are_named(UNUSED void **state)
{
    static const struct question questions[] = {
        {"SELECT device_path('HomeDomain','Library/SMS/sms.db')", "'/private/var/mobile/Library/SMS/sms.db'", 0},
        {"SELECT device_path('NoSuchDomain','x')", "NULL", 0},
        {"SELECT device_path(NULL,'x')", "NULL", 0},
        {"SELECT device_path('HomeDomain',NULL)", "'/private/var/mobile'", 0},
        {"SELECT website_of('Library/WebKit/https_www.example.org_0.localstorage')", "'https://www.example.org'", 0},
        {"SELECT website_of('http_a.example_8080/x')", "'http://a.example'", 0},
        {"SELECT website_of('https_localhost_0')", "NULL", 0},
        {"SELECT website_of('xhttps_a.example_0')", "NULL", 0},
        {"SELECT website_of(NULL)", "NULL", 0},
        {"SELECT resolved_path('/var/./tmp//x/')", "'/private/var/tmp/x'", 0},
        {"SELECT resolved_path('/private/tmp/x')", "'/private/var/tmp/x'", 0},
        {"SELECT resolved_path('/tmp/x')", "'/private/var/tmp/x'", 0},
        {"SELECT resolved_path('/private/var/db/../tmp/x')", "'/private/var/tmp/x'", 0},
        {"SELECT resolved_path('/usr/libexec/x')", "'/usr/libexec/x'", 0},
        {"SELECT resolved_path('var/tmp/x')", "NULL", 0},
        {"SELECT resolved_path('/..')", "NULL", 0},
        {"SELECT resolved_path(NULL)", "NULL", 0},
        {"SELECT length(resolved_path('/' || printf('%.*c', 4095, 'a')))", "4096", 0},
        {"SELECT length(resolved_path('/tmp/' || printf('%.*c', 4091, 'a')))", "4108", 0},
        {"SELECT resolved_path('/tmp/' || printf('%.*c', 4092, 'a'))", "NULL", 0},
        {"SELECT input_name()", "''", 0},
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, questions);
    world.functions.input_name = SLICE("domains.txt");
    assert_string_equal(answer(&world, "SELECT input_name()"), "'domains.txt'");
}

// A text that grows beyond SQLite's longest value when it is decoded must not end the statement.
static void test_a_text_too_long_for_sqlite_is_null(UNUSED void **state)
{
    struct buffer list CLEANUP_BUFFER;
    size_t units = (size_t)24 << 20; // 48 MiB as UTF-16, 72 MiB as UTF-8
    buffer_init(&list, 64U << 20);
    buffer_put_text(&list, "bplist00");
    buffer_put(&list, slice_of("\x6f\x12", 2));
    for (int shift = 24; shift >= 0; shift -= 8)
        buffer_put_byte(&list, (uint8_t)(units >> shift));
    uint8_t *room = buffer_extend(&list, 2 * units);
    assert_non_null(room);
    memset(room, 0x4e, 2 * units);
    uint64_t table = list.size;
    buffer_put_byte(&list, 8);
    buffer_put(&list, slice_of("\0\0\0\0\0\0\1\1\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0", 24));
    for (int shift = 56; shift >= 0; shift -= 8)
        buffer_put_byte(&list, (uint8_t)(table >> shift));
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, buffer_slice(&list));
    assert_string_equal(answer(&world, "SELECT pl(node), 'next' FROM plist() UNION ALL SELECT 1, 2"),
                        "NULL|'next';1|2");
    assert_int_equal(world.lost, 1);
}

struct call {
    sqlite3_stmt *statement;
    struct world *world;
    size_t none, keys; // answers of backup_file_key()
};

static void attempt(struct slice bytes, void *context)
{
    struct call *call = context;
    (void)sqlite3_bind_blob64(call->statement, 1, bytes.data ? (const void *)bytes.data : "", bytes.size,
                              SQLITE_STATIC);
    int code = sqlite3_step(call->statement);
    if (code != SQLITE_ROW)
        fail_msg("a function raised: %s", sqlite3_errmsg(call->world->connection->database));
    (void)sqlite3_reset(call->statement);
}

static void mutate(struct world *world, const char *sample, const char *sql)
{
    struct call call = {.world = world};
    sqlite3_stmt *bytes = NULL;
    sqlite3 *database = world->connection->database;
    char select[4096];
    (void)snprintf(select, sizeof select, "SELECT %s", sample);
    assert_int_equal(sqlite3_prepare_v2(database, select, -1, &bytes, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(bytes), SQLITE_ROW);
    assert_int_equal(sqlite3_prepare_v2(database, sql, -1, &call.statement, NULL), SQLITE_OK);
    mutation_all(slice_of(sqlite3_column_blob(bytes, 0), (size_t)sqlite3_column_bytes(bytes, 0)), attempt, &call);
    (void)sqlite3_finalize(bytes);
    (void)sqlite3_finalize(call.statement);
}

static void test_no_function_raises_on_mutated_values(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    mutate(&world, TYPEDSTREAM, "SELECT typedstream(?1), uuid(?1), icontains(?1, 'hello')");
    mutate(&world, PLIST, "SELECT pl(?1,'g',1), pl(?1,'e'), (SELECT count(*) FROM plist_rows(?1))");
    mutate(
        &world, "CAST('https://u:p@[2001:db8::1]:8443/p%2f' AS BLOB)",
        "SELECT url_part(CAST(?1 AS TEXT),'host'), url_part(?1,'port'), url_part(?1,'path'), is_ip(?1), iso_time(?1),"
        " text_time(?1), website_of(?1), resolved_path('/' || ?1), device_path(?1,?1), contains(?1,?1), "
        "icontains(?1,?1), "
        "apple_time(?1)");
}

// A key of its size, none, or a blob of one byte, which is counted.
static void attempt_key(struct slice bytes, void *context)
{
    struct call *call = context;
    call->world->functions.lost = 0;
    (void)sqlite3_bind_blob64(call->statement, 1, bytes.data, bytes.size, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(call->statement), SQLITE_ROW);
    bool none = sqlite3_column_type(call->statement, 0) == SQLITE_NULL;
    int size = sqlite3_column_bytes(call->statement, 0);
    assert_true(none || size == 1 || size == 44);
    assert_int_equal(call->world->functions.lost, size == 1);
    call->none += none;
    call->keys += size == 44;
    (void)sqlite3_reset(call->statement);
}

static void test_file_keys_of_damaged_records(UNUSED void **state)
{
    struct world world CLEANUP_WORLD;
    struct call call = {.world = &world};
    sqlite3_stmt *record = NULL;
    world_open(&world, NULL, SLICE_NONE);
    world.functions.listing = true;
    sqlite3 *database = world.connection->database;
    assert_int_equal(sqlite3_prepare_v2(database, "SELECT " FILE_WITH_KEY, -1, &record, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(record), SQLITE_ROW);
    assert_int_equal(sqlite3_prepare_v2(database, "SELECT backup_file_key(?1)", -1, &call.statement, NULL), SQLITE_OK);
    struct slice bytes = slice_of(sqlite3_column_blob(record, 0), (size_t)sqlite3_column_bytes(record, 0));
    // Cut, nothing is left that could lead to a key, or say that there is none.
    mutation_truncate(bytes, attempt_key, &call);
    assert_int_equal(call.none + call.keys, 0);
    mutation_flip(bytes, attempt_key, &call);
    assert_true(call.keys > 44 * 8);
    // The 13 bytes of the member's name, which is another's then, and few of those that lead to it.
    assert_true(call.none < 16 * 8);
    mutation_replace(bytes, attempt_key, &call);
    (void)sqlite3_finalize(record);
    (void)sqlite3_finalize(call.statement);
}

static void test_file_keys_are_for_the_listing(UNUSED void **state)
{
    static const struct question elsewhere[] = {
        {"SELECT backup_file_key(" FILE_WITH_KEY ")", "NULL", 0},
        {"SELECT backup_file_key(x'00')", "NULL", 0},
        {"SELECT backup_file_key(NULL)", "NULL", 0},
    };
    // A blob of one byte: there may be a key, and it cannot be read.
    static const struct question listing[] = {
        {"SELECT backup_file_key(" FILE_WITH_KEY ")", FILE_KEY, 0},
        {"SELECT backup_file_key(" FILE_IN_CLEAR ")", "NULL", 0},
        {"SELECT backup_file_key(" FILE_WITH_SHORT_KEY ")", "x'00'", 1},
        {"SELECT backup_file_key(x'00')", "x'00'", 1},
        {"SELECT backup_file_key(x'')", "x'00'", 1},
        {"SELECT backup_file_key(" PLIST ")", "x'00'", 1}, // no keyed archive
        {"SELECT backup_file_key(NULL)", "x'00'", 0},
        {"SELECT backup_file_key('text')", "x'00'", 0},
    };
    struct world world CLEANUP_WORLD;
    world_open(&world, NULL, SLICE_NONE);
    ASK_ALL(&world, elsewhere);
    world.functions.listing = true;
    ASK_ALL(&world, listing);
}

static void test_only_our_names_are_ours(UNUSED void **state)
{
    assert_true(function_known("pl"));
    assert_true(function_known("ICONTAINS"));
    assert_false(function_known("random"));
    assert_false(function_known("lines"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pl_walks_a_binary_property_list),
        cmocka_unit_test(test_pl_walks_an_xml_property_list),
        cmocka_unit_test(test_pl_tells_one_property_list_from_the_next),
        cmocka_unit_test(test_pl_follows_a_keyed_archive),
        cmocka_unit_test(test_pl_of_what_is_no_property_list_is_null_and_lost),
        cmocka_unit_test(test_typedstream_gives_the_text),
        cmocka_unit_test(test_contains_goes_by_length),
        cmocka_unit_test(test_icontains_folds_unicode),
        cmocka_unit_test(test_icontains_takes_any_number_of_needles),
        cmocka_unit_test(test_icontains_sees_that_its_needles_change),
        cmocka_unit_test(test_url_part_reads_as_a_browser),
        cmocka_unit_test(test_is_ip_knows_addresses),
        cmocka_unit_test(test_times_become_microseconds),
        cmocka_unit_test(test_bytes_become_text),
        cmocka_unit_test(test_paths_are_named),
        cmocka_unit_test(test_a_text_too_long_for_sqlite_is_null),
        cmocka_unit_test(test_no_function_raises_on_mutated_values),
        cmocka_unit_test(test_file_keys_are_for_the_listing),
        cmocka_unit_test(test_file_keys_of_damaged_records),
        cmocka_unit_test(test_only_our_names_are_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
