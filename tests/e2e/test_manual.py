"""The manual pages and the completions say what the program does: neither more nor less."""

import re
import shutil
import subprocess
import unittest

import support

CONFIG = support.SOURCE / "config"


def page(name):
    """The words of a page, as they are read."""
    text = (CONFIG / "man" / name).read_text(encoding="utf-8")
    for written, read in (("\\&", ""), ("\\-", "-"), ("\\(aq", "'"), ("\\e", "\\")):
        text = text.replace(written, read)
    return text


class Manual(support.Case):
    def commands(self):
        return re.findall(r"^  tend (\w+) +", self.tend.run(["--help"]).out, re.M)

    def help(self, command):
        return self.tend.run([command, "--help"]).out

    def options(self, command):
        """Those of its own help, without what a practice or another command has."""
        said = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", self.help(command)))
        return said - {"run": {"--after"}, "test": {"--keep"}}.get(command, set()) - {"--help"}

    def verbs(self, command):
        return set(re.findall(rf"^  tend {command} \[?([a-z]+)\]?(?= |$)", self.help(command), re.M))

    def test_each_command_stands_in_the_page_as_its_help(self):
        text = page("tend.1")
        self.assertEqual(re.findall(r"^\.Ss (\w+):", text, re.M), self.commands())
        for command in self.commands():
            with self.subTest(command):
                summary, body = self.help(command).split("\n\n", 1)
                self.assertIn(f".Ss {command}: {summary}\n.Bd -literal -compact\n{body}.Ed\n", text)

    def test_each_setting_and_each_key(self):
        guide = (CONFIG / "README.md").read_text(encoding="utf-8")
        self.assertEqual(re.findall(r"^\.It Ic (\w+) No =", page("tend.ini.5"), re.M), re.findall(r"^\| `(\w+)` \| .* \| .* \| .* \|$", guide, re.M))
        guide = (support.SOURCE / "plugins" / "README.md").read_text(encoding="utf-8")
        text = page("tend-plugin.5")
        self.assertEqual(re.findall(r"^\.It Ic ([\w.]+) Ns \(", text, re.M), re.findall(r"^### `([\w.]+)\(", guide, re.M))
        manifest = guide[guide.index("### The manifest"):guide.index("Mistakes are all reported at once")]
        for key in re.findall(r"^\| `([a-z.]+)`", manifest, re.M):
            self.assertRegex(text, rf"(?m)^\.It Ic {key}")

    def test_the_pages_are_set_without_a_warning(self):
        for path in sorted((CONFIG / "man").iterdir()):
            with self.subTest(path.name):
                done = subprocess.run(["groff", "-mandoc", "-Tutf8", "-ww", "-z", str(path)], capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_the_completions_know_every_command_and_option(self):
        bash, zsh, fish = ((CONFIG / "completions" / name).read_text() for name in ("tend.bash", "_tend", "tend.fish"))
        self.assertIn(" ".join(self.commands()) + " --help --version", bash)
        self.assertEqual(re.findall(r"^  '(\w+):", zsh, re.M), self.commands())
        self.assertEqual(re.findall(r"__fish_use_subcommand -f -a (\w+) ", fish), self.commands())
        for command in self.commands():
            with self.subTest(command):
                options = self.options(command)
                known = re.search(rf'^    {command}\) options="(.*?)"(?: verbs="(.*?)")? ;;$', bash, re.M)
                self.assertEqual(set(known[1].split()), options | {"--help"})
                inside = re.search(rf"^  {command}\) options=\((.*?)\)(?: verbs=\((.*?)\))? ;;$", zsh, re.M)
                self.assertEqual(set(inside[1].split()), options | {"--help"})
                self.assertEqual(set(re.findall(rf"_from {command}' -l (\S+)$", fish, re.M)), {option[2:] for option in options})
                if command in ("journal", "remind", "agent", "index"):
                    self.assertEqual(set(known[2].split()), self.verbs(command))
                    self.assertEqual(set(inside[2].split()), self.verbs(command))
                    self.assertEqual(set(re.findall(rf"_from {command}; and .* -f -a (\S+)$", fish, re.M)), self.verbs(command))

    def completed(self, *words):
        script = f'source {CONFIG / "completions" / "tend.bash"}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _tend; printf "%s\\n" "${{COMPREPLY[@]}}"'
        path = self.tend.root / "bin"
        path.mkdir(exist_ok=True)
        shutil.copy(shutil.which("true"), path)
        (path / "tend").unlink(missing_ok=True)
        (path / "tend").symlink_to(support.PROGRAM)
        env = self.tend.environment({"PATH": f"{path}:/usr/bin:/bin"})
        return subprocess.run(["bash", "-c", script, "bash", "tend", *words], env=env, cwd=path, capture_output=True, text=True).stdout.split()

    def test_tab_in_bash(self):
        self.tend.script("thunder", "say 'x'")
        self.tend.run(["remind", "add", "ground", "--at", "08:30"])
        self.assertEqual(self.completed("jou"), ["journal"])
        self.assertEqual(self.completed("run", "th"), ["three-breaths", "thunder"])
        self.assertEqual(self.completed("journal", "unl"), ["unlock"])
        self.assertEqual(self.completed("install", "--gr"), ["--grant"])
        self.assertEqual(self.completed("remind", "pause", "gr"), ["ground"])


if __name__ == "__main__":
    unittest.main()
