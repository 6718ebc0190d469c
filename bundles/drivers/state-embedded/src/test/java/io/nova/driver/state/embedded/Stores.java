package io.nova.driver.state.embedded;

import java.lang.annotation.Annotation;
import java.nio.file.Path;
import java.time.Clock;

/** Opens stores for tests. */
@SuppressWarnings("BadAnnotationImplementation") // Nobody compares configurations.
final class Stores {

    private Stores() {}

    static EmbeddedStateStore open(Path directory, Clock clock) {
        return new EmbeddedStateStore(config(directory.toString(), 4), clock);
    }

    static EmbeddedStateStore.Config config(String directory, int recordCacheMib) {
        return new EmbeddedStateStore.Config() {
            @Override
            public String directory() {
                return directory;
            }

            @Override
            public int recordCacheMib() {
                return recordCacheMib;
            }

            @Override
            public int blockCacheMib() {
                return 64;
            }

            @Override
            public int writeBufferMib() {
                return 64;
            }

            @Override
            public int changesKept() {
                return 1000;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return EmbeddedStateStore.Config.class;
            }
        };
    }
}
