"""What `cmake --install` puts below a prefix, and that it works from there."""

import os
import pathlib
import subprocess
import unittest

import support


class Install(support.Case):
    def test_a_prefix_holds_all_that_runs_and_needs_nothing_of_the_clone(self):
        prefix = self.tend.root / "a préfix"
        subprocess.run(["cmake", "--install", support.BUILD, "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
        files = {path.relative_to(prefix) for path in prefix.rglob("*")}
        self.assertEqual({str(path.parent) for path in files if os.access(prefix / path, os.X_OK) and (prefix / path).is_file()},
                         {"bin", "libexec/tend"})
        self.assertEqual([path for path in prefix.rglob("*") if path.is_symlink()], [])
        for folder in ("plugins", "scripts/examples"):
            came = {path.name for path in (support.SOURCE / folder).iterdir()}
            self.assertEqual({path.name for path in (prefix / "share/tend" / folder).iterdir()}, came)
        done = self.tend.run(["run", "three-breaths", "--front", "plain", "--fast"], program=prefix / "bin" / "tend")
        self.assertEqual((done.status, done.err), (0, ""))
        self.assertIn("Breathe in", done.out)

    def test_the_unit_names_the_program_of_its_prefix_and_starts_nothing_by_being_there(self):
        for prefix, stage in (("/usr", self.tend.root / "stage"), (self.tend.root / "a préfix", "")):
            subprocess.run(["cmake", "--install", support.BUILD, "--prefix", prefix], check=True,
                           stdout=subprocess.DEVNULL, env={**os.environ, "DESTDIR": str(stage)})
            root = pathlib.Path(f"{stage}{prefix}")
            unit = root / "lib" / "systemd" / "user" / "tend-agent.service"
            self.assertIn(f'\nExecStart="{prefix}/bin/tend" agent run\n', unit.read_text(encoding="utf-8"))
            self.assertNotIn("@", unit.read_text(encoding="utf-8"))
            self.assertEqual([path for path in root.parent.rglob("autostart")], [])
        done = self.tend.run(["agent", "enable"], env={"PATH": ""}, program=prefix / "bin" / "tend")
        self.assertEqual((done.status, done.err), (0, ""))

    def test_an_autostart_entry_for_everyone_comes_only_when_asked_for(self):
        for prefix, etc in (("/usr", "/etc"), ("/opt/tend", "/opt/tend/etc")):
            stage = self.tend.root / prefix.replace("/", "-")
            subprocess.run(["cmake", f"-DCMAKE_INSTALL_PREFIX={prefix}", "-DTEND_AUTOSTART=ON",
                            f"-DTEND_DESKTOP_DIR={self.tend.root}/made", "-P",
                            support.SOURCE / "config" / "desktop" / "install.cmake"],
                           check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           env={**os.environ, "DESTDIR": str(stage)})
            entry = pathlib.Path(f"{stage}{etc}/xdg/autostart/tend-agent.desktop").read_text(encoding="utf-8")
            self.assertIn(f'\nTryExec={prefix}/bin/tend\nExec="{prefix}/bin/tend" agent run\n', entry)


class Example(support.Case):
    def test_the_example_settings_hold_no_mistake(self):
        self.tend.settings((support.SOURCE / "config" / "tend.ini.example").read_text(encoding="utf-8"))
        done = self.tend.run(["run", "three-breaths", "--front", "plain", "--fast"])
        self.assertEqual((done.status, done.err), (0, ""))


if __name__ == "__main__":
    unittest.main()
