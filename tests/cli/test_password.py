# SPDX-License-Identifier: Apache-2.0
"""Where the password of an encrypted backup may come from, `bridle key`, and where neither password nor key may stand."""

import fcntl
import os
import pty
import re
import resource
import select
import shutil
import signal
import subprocess
import termios
import time

from fixtures import backup, encrypted, expect, fs, planted, program

PTY_NUMBER = 0x80045430  # TIOCGPTN of Linux, which the module termios lacks
PROMPT = "password of this backup: "


class PasswordTest(encrypted.EncryptedCase):
    """Where a password may come from, and what a wrong one gives."""

    def setUp(self):
        super().setUp()
        self.acquisition = self.written(planted.message_link())
        self.arguments = ("check", self.acquisition, *encrypted.FEW, "-i", planted.listed(self), "--format", "jsonl")

    def test_wrong_password(self):
        for password in ("wrong", "correct horse ", "Correct horse", "\xff\xfe"):
            with self.subTest(password):
                self.refused(
                    *self.arguments, "--password-file", self.password_file(password), words="wrong password"
                )

    def test_empty_password(self):
        self.refused(*self.arguments, "--password-file", self.password_file(b""), words="password is empty")
        self.refused(*self.arguments, "--password-file", self.text_file("nothing", ""), words="takes its password")
        self.refused(*self.arguments, env={"BRIDLE_PASSWORD": ""}, words="password is empty")

    def test_no_password(self):
        run = self.refused(*self.arguments, words="encrypted", start_new_session=True)
        self.assert_says("--password-file", run.err)
        self.assert_says("--key-file", run.err)

    def test_no_case_is_left(self):
        self.refused(*self.arguments, "-o", self.path("a.bridle"), "--password-file", self.password_file("wrong"))
        self.assertEqual([name for name in os.listdir(self.home) if "bridle" in name], [])

    def test_environment(self):
        self.run_bridle(*self.arguments, env={"BRIDLE_PASSWORD": encrypted.PASSWORD}, status=1)
        self.refused(*self.arguments, env={"BRIDLE_PASSWORD": "wrong"}, words="wrong password")

    def test_descriptor(self):
        with open(self.password_file(), "rb") as file:
            number = file.fileno()
            self.run_bridle(*self.arguments, "--password-fd", number, pass_fds=(number,), status=1)
        with open(self.password_file(), "rb") as file:
            self.run_bridle(*self.arguments, "--password-fd", 0, stdin=file, status=1)
        self.refused(*self.arguments, "--password-fd", 77, words="--password-fd")
        self.refused(*self.arguments, "--password-fd", "x", words="descriptor")

    def test_a_pipe_as_descriptor(self):
        reading, writing = os.pipe()
        os.write(writing, encrypted.PASSWORD.encode())
        os.close(writing)
        self.run_bridle(*self.arguments, "--password-fd", reading, pass_fds=(reading,), status=1)
        os.close(reading)

    def test_empty_further_lines_are_no_passwords(self):
        self.refused(*self.arguments, "--password-file", self.text_file("end", "wrong\n\n"), words="wrong password")
        self.run_bridle(
            *self.arguments, "--password-file", self.text_file("gap", f"wrong\n\n{encrypted.PASSWORD}\n"), status=1
        )

    def test_further_lines_are_tried(self):
        lines = "\n".join(["one", "two", "three", "four", "five", "six", "seven", encrypted.PASSWORD])
        self.run_bridle(*self.arguments, "--password-file", self.text_file("many", lines), status=1)
        late = self.text_file("late", "eight\n" + lines)
        self.refused(*self.arguments, "--password-file", late, words="wrong password")

    def test_without_a_newline_and_with_spaces(self):
        for password in (" a b ", "tab\tend\t", "ünï©ødé 🔑 пароль", "x" * 1000, "\r"):
            with self.subTest(password):
                acquisition = self.written(planted.message_link(), "other", password=password)
                name = self.text_file("plain", password)
                self.run_bridle("check", acquisition, *encrypted.FEW, "--password-file", name, status=0)

    def test_lines_as_windows_ends_them_and_the_mark_before_a_text(self):
        for content in (
            encrypted.PASSWORD + "\r\n",
            "\ufeff" + encrypted.PASSWORD + "\r\n",
            "\ufeff" + encrypted.PASSWORD,
            "wrong\r\n" + encrypted.PASSWORD + "\r\n",
        ):
            with self.subTest(content):
                name = self.password_file(content.encode())
                self.run_bridle(*self.arguments, "--password-file", name, status=1)
        self.refused(*self.arguments, "--password-file", self.password_file(b"\r\n"), words="password is empty")

    def test_password_that_is_no_text(self):
        acquisition = self.written(planted.message_link(), "bytes", password=b"\xff\xfe\x80")
        self.open(acquisition, *encrypted.FEW, password=b"\xff\xfe\x80", status=0)

    def test_password_nothing_needs(self):
        plain = planted.message_link().write(self.path("plain"))
        self.open(plain, *encrypted.FEW, "-i", planted.listed(self), status=1)

    def test_sources_exclude_each_other(self):
        name = self.password_file()
        for more in (("--password-fd", "0"), ("--key-file", name)):
            self.refused(*self.arguments, "--password-file", name, *more, words="exclude each other")

    def test_file_that_is_not_there(self):
        self.refused(*self.arguments, "--password-file", self.path("none"), words="No such file")
        self.refused(*self.arguments, "--password-file", self.home, words="Is a directory")


class KeyTest(encrypted.EncryptedCase):
    """--key-file and `bridle key`."""

    def setUp(self):
        super().setUp()
        self.acquisition = self.written(planted.message_link())

    def opened(self, content, **options):
        name = self.text_file("key", content)
        return self.run_bridle("check", self.acquisition, *encrypted.FEW, "--key-file", name, **options)

    def test_right_key(self):
        key = self.locked.derived().hex()
        for content in (key, key + "\n", key.upper(), f" {key} \r\n"):
            self.opened(content, status=0)

    def test_wrong_key(self):
        self.refused("check", self.acquisition, "--key-file", self.text_file("key", "00" * 32), words="does not open")

    def test_malformed_key(self):
        key = self.locked.derived().hex()
        for content in ("", "x", key[:-1], key + "0", key[:-1] + "g", key[:32] + " " + key[32:], "\0" * 64, "é" * 32):
            with self.subTest(content):
                self.refused(
                    "check", self.acquisition, "--key-file", self.text_file("key", content), words="64 hexadecimal"
                )

    def test_key_is_printed_where_no_terminal_is(self):
        run = self.run_bridle("key", self.acquisition, "--password-file", self.password_file(), status=0)
        self.assertEqual(run.out, self.locked.derived().hex() + "\n")
        self.opened(run.out, status=0)

    def test_key_into_a_file(self):
        name = self.path("march.key")
        arguments = ("key", self.acquisition, "--password-file", self.password_file(), "-o", name)
        old = os.umask(0)
        self.addCleanup(os.umask, old)
        self.assertEqual(self.run_bridle(*arguments, status=0).out, "")
        self.assertEqual(os.stat(name).st_mode & 0o777, 0o600)
        with open(name, encoding="ascii") as file:
            self.assertEqual(file.read(), self.locked.derived().hex() + "\n")
        self.refused(*arguments)
        os.chmod(name, 0o644)
        self.run_bridle(*arguments, "--force", status=0)
        self.assertEqual(os.stat(name).st_mode & 0o777, 0o600)

    def test_key_of_a_wrong_password(self):
        name = self.path("march.key")
        self.refused(
            "key", self.acquisition, "--password-file", self.password_file("no"), "-o", name, words="wrong password"
        )
        self.assertFalse(os.path.exists(name))

    def test_what_has_no_key(self):
        plain = planted.message_link().write(self.path("plain"))
        run = self.refused("key", plain, "--password-file", self.password_file(), words="is not encrypted, so it has no key")
        self.assert_says_not("is encrypted and", run.err)
        self.refused("key", fs.written(self.path("dump"), {}), words="no key")
        self.refused("key", self.path("none"))
        self.refused("key")


    def test_a_property_list_that_is_missing_or_damaged_is_named(self):
        name = os.path.join(self.acquisition, "Manifest.plist")
        arguments = ("key", self.acquisition, "--password-file", self.password_file())
        for content in (b"", b"bplist00", b"<plist>"):
            with self.subTest(content):
                backup.store(name, content)
                run = self.refused(*arguments, words="Manifest.plist, where the keys of a backup stand, is empty or damaged")
                self.assert_says_not("is encrypted", run.err)
        os.remove(name)
        self.refused(*arguments, words="Manifest.plist, where the keys of a backup stand, is missing")

    def test_a_file_that_is_there_is_refused_before_the_derivation(self):
        name = self.text_file("march.key", "x")
        arguments = ("key", self.acquisition, "--password-file", self.password_file("no"), "-o", name)
        self.refused(*arguments, words="it is there already")
        with open(name, encoding="ascii") as file:
            self.assertEqual(file.read(), "x")
        self.assertEqual([found for found in os.listdir(self.home) if found.startswith("march.key.")], [])


class Terminal:
    """The program with a terminal of its own, on which it may ask."""

    def __init__(self, *arguments, stdout=None, env=None):
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "TERM": "dumb", **(env or {})}
        self.pid, self.fd = pty.fork()
        if self.pid == 0:  # pragma: no cover: it becomes the program
            try:
                if stdout:
                    os.dup2(os.open(stdout, os.O_WRONLY | os.O_CREAT, 0o600), 1)
                os.execve(program.PROGRAM, [program.PROGRAM, *map(str, arguments)], environment)
            finally:
                os._exit(127)
        self.shown = ""

    def until(self, words, seconds=60):
        """Read until the `words` stand there, and once only."""
        end = time.monotonic() + seconds
        while words not in self.shown:
            ready, _, _ = select.select([self.fd], [], [], max(0, end - time.monotonic()))
            piece = b""
            if ready:
                try:
                    piece = os.read(self.fd, 65536)
                except OSError:  # its other end is closed
                    pass
            if not piece:
                raise AssertionError(f"no {words!r} in {self.shown!r}")
            self.shown += piece.decode("utf-8", "replace")
        before, _, self.shown = self.shown.partition(words)
        return before + words

    def silent(self):
        """Wait until the terminal does not echo (or seconds are over) and tell whether it does not."""
        for _ in range(200):
            if not self.echoes():
                return True
            time.sleep(0.01)
        return False

    def echoes(self):
        return bool(termios.tcgetattr(self.fd)[3] & termios.ECHO)

    def type(self, text):
        os.write(self.fd, text.encode())

    def ended(self):
        """(what was shown until the end, the status as wait() gives it)."""
        while True:
            ready, _, _ = select.select([self.fd], [], [], 60)
            try:
                piece = os.read(self.fd, 65536) if ready else b""
            except OSError:
                piece = b""
            if not piece:
                break
            self.shown += piece.decode("utf-8", "replace")
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.fd)
        return self.shown, status


class PromptTest(encrypted.EncryptedCase):
    """A terminal: asked without echo, three times at most; what ends the question leaves the terminal as it was."""

    def setUp(self):
        super().setUp()
        self.acquisition = self.written(planted.message_link())
        self.arguments = ("check", self.acquisition, *encrypted.FEW, "-i", planted.listed(self), "--no-progress")

    def test_right_password(self):
        terminal = Terminal(*self.arguments)
        terminal.until(PROMPT)
        self.assertTrue(terminal.silent())
        terminal.type(encrypted.PASSWORD + "\n")
        shown, status = terminal.ended()
        self.assertEqual(os.waitstatus_to_exitcode(status), 1, shown)
        self.assertNotIn(encrypted.PASSWORD, shown)

    def test_three_times(self):
        terminal = Terminal(*self.arguments)
        shown = ""
        for word in ("first try", "second try", "third try"):
            shown += terminal.until(PROMPT)
            self.assertTrue(terminal.silent())
            terminal.type(word + "\n")
        rest, status = terminal.ended()
        self.assertEqual(os.waitstatus_to_exitcode(status), 2)
        self.assertEqual((shown + rest).count("that is not its password"), 2)
        self.assertIn("wrong password", rest)
        self.assertNotIn("try", shown + rest)

    def test_right_at_the_third(self):
        terminal = Terminal(*self.arguments)
        for word in ("no", "no", encrypted.PASSWORD):
            terminal.until(PROMPT)
            self.assertTrue(terminal.silent())
            terminal.type(word + "\n")
        self.assertEqual(os.waitstatus_to_exitcode(terminal.ended()[1]), 1)

    def test_nothing_typed(self):
        for keys in ("\n", "\x04"):
            terminal = Terminal(*self.arguments)
            terminal.until(PROMPT)
            self.assertTrue(terminal.silent())
            terminal.type(keys)
            shown, status = terminal.ended()
            self.assertEqual(os.waitstatus_to_exitcode(status), 2)
            self.assertIn("takes its password", " ".join(shown.split()))

    def test_echo_comes_back(self):
        """Ctrl-C and the like; `check` ends in order then, `key` of the signal."""
        key = ("key", self.acquisition, "-o", self.path("a.key"))
        for arguments in (self.arguments, key):
            for what in ("\x03", signal.SIGTERM, signal.SIGHUP):
                with self.subTest(command=arguments[0], what=what):
                    terminal = Terminal(*arguments)
                    terminal.until(PROMPT)
                    self.assertTrue(terminal.silent())
                    # The terminal is kept open by a descriptor of ours: what its state is after the program's end.
                    name = os.ttyname(self.other_end(terminal))
                    held = os.open(name, os.O_RDWR | os.O_NOCTTY)
                    if isinstance(what, str):
                        terminal.type(what)
                    else:
                        os.kill(terminal.pid, what)
                    status = self.status_within(terminal.pid, 30)
                    self.assertTrue(termios.tcgetattr(held)[3] & termios.ECHO)
                    self.assertNotEqual(os.waitstatus_to_exitcode(status), 0)
                    os.close(held)
                    os.close(terminal.fd)
        self.assertFalse(os.path.exists(self.path("a.key")))

    def status_within(self, pid, seconds):
        """The status of a process that has to end by itself."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return status
            time.sleep(0.01)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        self.fail("it does not end")
        return None

    @staticmethod
    def other_end(terminal):
        """A descriptor of the terminal's other end, that of the program."""
        number = int.from_bytes(fcntl.ioctl(terminal.fd, PTY_NUMBER, bytes(4)), "little")
        return os.open(f"/dev/pts/{number}", os.O_RDWR | os.O_NOCTTY)

    def test_key_on_a_screen_is_asked_for(self):
        key = self.locked.derived().hex()
        for answer in ("\n", "n\n", "\x04", "no\n"):
            terminal = Terminal("key", self.acquisition, "--password-file", self.password_file())
            terminal.until("[y/N] ")
            terminal.type(answer)
            shown, status = terminal.ended()
            self.assertEqual(os.waitstatus_to_exitcode(status), 2)
            self.assertNotIn(key, shown)
        terminal = Terminal("key", self.acquisition, "--password-file", self.password_file())
        self.assertIn("opens the whole backup", terminal.until("[y/N] "))
        terminal.type("y\n")
        shown, status = terminal.ended()
        self.assertEqual(os.waitstatus_to_exitcode(status), 0)
        self.assertIn(key, shown)

    def test_yes_in_the_readers_language(self):
        for answer, status in (("o\n", 0), ("y\n", 0), ("n\n", 2)):
            arguments = ("key", self.acquisition, "--password-file", self.password_file(), "--language", "fr")
            terminal = Terminal(*arguments)
            terminal.until("[o/N] ")
            terminal.type(answer)
            self.assertEqual(os.waitstatus_to_exitcode(terminal.ended()[1]), status, answer)

    def test_key_into_a_file_is_not_asked_for(self):
        terminal = Terminal("key", self.acquisition, "--password-file", self.password_file(), stdout=self.path("out"))
        self.assertEqual(os.waitstatus_to_exitcode(terminal.ended()[1]), 0)
        with open(self.path("out"), encoding="ascii") as file:
            self.assertEqual(file.read(), self.locked.derived().hex() + "\n")


def children(pid):
    """The processes that one has started, and theirs."""
    found, waiting = [], [pid]
    while waiting:
        current = waiting.pop()
        for task in os.listdir(f"/proc/{current}/task"):
            with open(f"/proc/{current}/task/{task}/children", encoding="ascii") as file:
                waiting += map(int, file.read().split())
        found.append(current)
    return found[1:]


def memory(pid):
    """What a process holds in memory that it may write."""
    pieces = []
    with open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as maps, open(f"/proc/{pid}/mem", "rb", 0) as mem:
        for line in maps:
            span, rights = line.split()[:2]
            first, end = (int(word, 16) for word in span.split("-"))
            if not rights.startswith("rw") or end - first > 64 << 20:
                continue
            try:
                mem.seek(first)
                pieces.append(mem.read(end - first))
            except OSError:
                continue
    return b"".join(pieces)


class SecretTest(encrypted.EncryptedCase):
    """Where password, keys and plaintext must not be."""

    SECRET = "Quetzalcoatlus meets nobody tonight"
    PASSWORD = "staple-of-the-battery-7731"

    def setUp(self):
        super().setUp()
        self.made = planted.with_messages((planted.SENDER, f"{self.SECRET}", "2026-03-14T21:05:10Z", {}))
        self.made.add("HomeDomain", "Library/Caches/com.chimera.stage/agentd", b"not a program")

    def waiting(self, env=None, **options):
        """The program in a derivation that does not end, when it has said so."""
        keybag = encrypted.Encrypted(self.made, password=self.PASSWORD).without_end()
        acquisition = self.written(self.made, password=self.PASSWORD, keybag=keybag)
        os.chmod(self.home, 0o755)
        environment = {**os.environ, "BRIDLE_PASSWORD": self.PASSWORD, **(env or {})}
        process = subprocess.Popen(
            [program.PROGRAM, "check", acquisition],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            **options,
        )
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.assertIn(b"minutes", process.stderr.readline())
        return process

    def secrets(self):
        """Everything that opens this backup, in the forms that it could stand somewhere."""
        keys = [self.locked.derived(), self.locked.manifest_key()]
        keys += [self.locked.class_key(number) for number in encrypted.CLASSES]
        keys += [self.locked.file_key(row) for row in self.made.rows]
        blobs = [self.locked.key_blob(encrypted.USUAL_CLASS, self.locked.file_key(row))[4:] for row in self.made.rows]
        found = keys + blobs + [self.PASSWORD.encode()]
        return found + [secret.hex().encode() for secret in keys + blobs]

    def test_no_key_in_case_lines_messages_or_report(self):
        acquisition = self.written(self.made, password=self.PASSWORD)
        case, page = self.path("a.bridle"), self.path("a.html")
        result = self.open(
            acquisition,
            "-o",
            case,
            "--report",
            page,
            "-v",
            "-v",
            "--keep-content",
            "--consent",
            "yes",
            "--examiner",
            "m",
            "-i",
            planted.listed(self),
            password=self.PASSWORD,
            status=1,
        )
        content = result.run.out_bytes + result.run.err_bytes
        for name in (case, page):
            with open(name, "rb") as file:
                content += file.read()
        for table in ("ios_manifest", "input", "meta"):
            content += self.run_bridle("show", case, table, status=0).out_bytes
        for secret in self.secrets():
            self.assertNotIn(secret, content)
        self.assertNotIn(b"file_key", content)

    def test_environment_is_wiped_and_no_child_has_it(self):
        process = self.waiting()
        pids = [process.pid, *children(process.pid)]
        self.assertGreater(len(pids), 1)
        for pid in pids:
            for name in ("environ", "cmdline"):
                try:
                    with open(f"/proc/{pid}/{name}", "rb") as file:
                        self.assertNotIn(self.PASSWORD.encode(), file.read(), (pid, name))
                except PermissionError:
                    self.assertEqual(name, "environ")

    def test_no_child_holds_the_password_in_memory(self):
        process = self.waiting()
        try:
            own = memory(process.pid)
        except PermissionError:
            self.skipTest("another process's memory cannot be read here")
        self.assertIn(self.PASSWORD.encode(), own, "this looks where it is")
        for pid in children(process.pid):
            self.assertNotIn(self.PASSWORD.encode(), memory(pid))

    def test_other_processes_of_the_user_cannot_look(self):
        """A process that is not dumpable belongs to root in /proc: no ptrace, no memory, for its own user."""
        options = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
        plain = subprocess.Popen(["sleep", "60"], **options)
        self.addCleanup(plain.wait)
        self.addCleanup(plain.kill)
        user = options.get("user", os.getuid())
        time.sleep(0.2)
        self.assertEqual(os.stat(f"/proc/{plain.pid}/mem").st_uid, user, "this is what another process looks like")
        os.chmod(self.home, 0o755)
        process = self.waiting(**options)
        self.assertEqual(os.stat(f"/proc/{process.pid}/mem").st_uid, 0)
        for pid in children(process.pid):
            self.assertEqual(os.stat(f"/proc/{pid}/mem").st_uid, 0)

    def test_no_core_dump(self):
        def unlimited():
            hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
            resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

        plain = subprocess.Popen(["sleep", "60"], preexec_fn=unlimited, cwd=self.home)
        time.sleep(0.2)
        os.kill(plain.pid, signal.SIGSEGV)
        dumps = os.WCOREDUMP(os.waitpid(plain.pid, 0)[1])
        plain.returncode = -signal.SIGSEGV
        if not dumps:
            self.skipTest("this system keeps no core dump of any process")
        process = self.waiting(preexec_fn=unlimited, cwd=self.home)
        os.kill(process.pid, signal.SIGSEGV)
        status = os.waitpid(process.pid, 0)[1]
        process.returncode = -signal.SIGSEGV
        self.assertFalse(os.WCOREDUMP(status))

    def traced(self, *arguments):
        """The calls of the program and its workers, a line each, with the path of each descriptor."""
        if not shutil.which("strace"):
            self.skipTest("no strace")
        log = self.path("strace")
        done = subprocess.run(
            ["strace", "-f", "-y", "-s", "1000000", "-e", "signal=none", "-o", log, program.PROGRAM, *arguments],
            env={**os.environ, "BRIDLE_PASSWORD": self.PASSWORD},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
        )
        if b"PTRACE" in done.stderr or not os.path.exists(log):
            self.skipTest("strace is not permitted here")
        self.assertEqual(done.returncode, 1, done.stderr[-2000:])
        with open(log, encoding="utf-8", errors="replace") as file:
            return file.read().splitlines()

    def test_no_plaintext_reaches_a_file(self):
        acquisition = self.written(self.made, password=self.PASSWORD)
        case = self.path("a.bridle")
        for more in ((), ("-o", case)):
            lines = self.traced("check", acquisition, "-i", planted.listed(self), *more)
            self.assertTrue(any("sms" in line or "3d/3d0d" in line for line in lines))
            for line in lines:
                self.assert_writes_no_plaintext(line, case if more else None)
            self.assertEqual(len([line for line in lines if re.search(r"\bexecve(at)?\(", line)]), 1, "no other program")
        with open(case, "rb") as file:
            self.assertNotIn(self.SECRET.encode(), file.read())

    def assert_writes_no_plaintext(self, line, case):
        opened = re.search(r'\b(openat2?|open|creat)\((?:[^,"]*, )?"([^"]*)", ([^)]*)', line)
        if opened and (opened[1] == "creat" or re.search("O_WRONLY|O_RDWR|O_CREAT", opened[3])):
            allowed = opened[2] in ("/dev/null", "/dev/tty") or (case and opened[2].startswith(os.path.basename(case)))
            allowed = allowed or (case and opened[2].startswith(case))
            self.assertTrue(allowed, line[:300])
        written = re.search(r"\b(write|pwrite64|writev|pwritev2?|sendfile|copy_file_range|splice)\((\d+)<([^>]*)>", line)
        if not written:
            return
        target = written[3]
        if not target.startswith(("pipe:", "socket:", "/dev/null", "/dev/tty", "UNIX")):
            self.assertTrue(case and target.startswith(case) or "memfd:" in target, line[:300])
            self.assertNotIn(self.SECRET, line)
        self.assertNotIn(self.PASSWORD, line)
