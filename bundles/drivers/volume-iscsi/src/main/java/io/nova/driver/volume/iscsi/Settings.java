package io.nova.driver.volume.iscsi;

import io.nova.blockstore.Places;
import io.nova.blockstore.StoreSettings;
import io.nova.model.HostId;
import io.nova.model.setting.SettingsFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** The configuration, checked: a bad value is refused with its key. */
record Settings(
        StoreSettings store,
        Path runDirectory,
        HostId host,
        Portal portal,
        int threads,
        Path tgtd) {

    static final String PID = "io.nova.driver.volume.iscsi";

    /** The technology, which is also the driver's name. */
    static final String TECHNOLOGY = "iscsi";

    static final SettingsFile FILE = SettingsFile.of(PID);
    private static final Path RUN = Path.of("/run/nova/iscsi");

    // The kernel takes 107 bytes for a socket; the rest is for ours.
    private static final int RUN_DIRECTORY_MOST = 80;
    private static final int THREADS_MOST = 64;
    private static final int PORT_MOST = 65535;

    static Settings of(IscsiConfig config) {
        StoreSettings store =
                StoreSettings.read(
                        FILE,
                        TECHNOLOGY,
                        config::directory,
                        config::capacityMib,
                        config::reservedMib,
                        config::wipeMib,
                        config::copySeconds);
        // It separates what tgtd is told.
        if (store.directory().toString().contains(",")) {
            throw FILE.refusal("directory", "'%s' has a comma".formatted(store.directory()));
        }
        Path tgtd = FILE.path("tgtd", config::tgtd);
        if (!Files.isExecutable(tgtd)) {
            throw FILE.refusal(
                    "tgtd", "'%s' is not there; Debian has it in the package tgt".formatted(tgtd));
        }
        return new Settings(
                store,
                run(store.directory(), config),
                FILE.host("host", config::host),
                new Portal(
                        FILE.read("portalAddress", config::portalAddress, Portal::address),
                        FILE.within("portalPort", config::portalPort, 1, PORT_MOST)),
                FILE.within("threads", config::threads, 1, THREADS_MOST),
                tgtd);
    }

    // Servers are told apart by it: of two clouds on one machine neither may take the other's for
    // its own.
    private static Path run(Path directory, IscsiConfig config) {
        Path run =
                config.runDirectory().isBlank()
                        ? RUN.resolve(Places.name(directory.toString()))
                        : FILE.path("runDirectory", config::runDirectory);
        if (run.toString().length() > RUN_DIRECTORY_MOST) {
            throw FILE.refusal(
                    "runDirectory",
                    "'%s' is longer than %d, too long for a socket"
                            .formatted(run, RUN_DIRECTORY_MOST));
        }
        return run;
    }
}
