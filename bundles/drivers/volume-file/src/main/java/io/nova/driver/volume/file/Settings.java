package io.nova.driver.volume.file;

import io.nova.blockstore.Places;
import io.nova.blockstore.StoreSettings;
import io.nova.model.HostId;
import io.nova.model.setting.SettingsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The configuration, checked: a bad value is refused with its key. */
record Settings(StoreSettings store, Path runDirectory, HostId host, String group, Path qemuNbd) {

    static final String PID = "io.nova.driver.volume.file";

    /** The technology, which is also the driver's name. */
    static final String TECHNOLOGY = "file";

    private static final SettingsFile FILE = SettingsFile.of(PID);
    private static final Path RUN = Path.of("/run/nova/volume");

    // The kernel takes 107 bytes for a socket; the rest is for ours.
    private static final int RUN_DIRECTORY_MOST = 60;
    private static final Pattern GROUP = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}");

    static Settings of(FileConfig config) {
        StoreSettings store =
                StoreSettings.read(
                        FILE,
                        TECHNOLOGY,
                        config::directory,
                        config::capacityMib,
                        config::reservedMib,
                        config::wipeMib,
                        config::copySeconds);
        Path run = run(store.directory(), config);
        if (run.toString().length() > RUN_DIRECTORY_MOST) {
            throw FILE.refusal(
                    "runDirectory",
                    "'%s' is longer than %d, too long for a socket"
                            .formatted(run, RUN_DIRECTORY_MOST));
        }
        Path qemuNbd = FILE.path("qemuNbd", config::qemuNbd);
        if (!Files.isExecutable(qemuNbd)) {
            throw FILE.refusal(
                    "qemuNbd",
                    "'%s' is not there; Debian has it in the package qemu-utils"
                            .formatted(qemuNbd));
        }
        return new Settings(
                store,
                run,
                FILE.host("host", config::host),
                FILE.text("group", config::group, GROUP, "group"),
                qemuNbd);
    }

    // Servers are told apart by where they listen: of two clouds on one machine neither may take
    // the other's for its own.
    private static Path run(Path directory, FileConfig config) {
        return config.runDirectory().isBlank()
                ? RUN.resolve(Places.name(directory.toString()))
                : FILE.path("runDirectory", config::runDirectory);
    }
}
