package io.nova.manager.identity;

import io.nova.spi.identity.IdentityDriver;
import io.nova.testkit.identity.MemoryIdentity;
import java.time.Duration;
import java.util.Map;

/** A directory with identities in memory behind it. */
final class TestDirectory {

    private TestDirectory() {}

    static Directory of(MemoryIdentity identity) {
        Directory directory = empty();
        directory.bindDriver(identity, Map.of(IdentityDriver.DRIVER_NAME, "memory"));
        directory.bindEditor(identity, Map.of());
        directory.bindNews(identity);
        return directory;
    }

    static Directory empty() {
        return new Directory(Duration.ofMillis(50), Duration.ofSeconds(5));
    }
}
