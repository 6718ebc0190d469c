package io.nova.driver.state.embedded;

import io.nova.model.setting.SettingsFile;
import java.nio.file.Path;

/** The configuration, checked. */
record Settings(
        Path directory, long recordCache, int blockCacheMib, int writeBufferMib, int changesKept) {

    static final SettingsFile FILE = SettingsFile.of(EmbeddedStateStore.PID);

    static Settings of(EmbeddedStateStore.Config config) {
        return new Settings(
                FILE.path("directory", config::directory),
                FILE.within("recordCacheMib", config::recordCacheMib, 0, 65_536) * 1024L * 1024,
                FILE.within("blockCacheMib", config::blockCacheMib, 1, 65_536),
                FILE.within("writeBufferMib", config::writeBufferMib, 1, 4096),
                FILE.within("changesKept", config::changesKept, 1, 10_000_000));
    }
}
