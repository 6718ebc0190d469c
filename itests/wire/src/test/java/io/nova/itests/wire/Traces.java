package io.nova.itests.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.itests.cloud.Cloud;
import io.nova.itests.cloud.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Looks for what a refused request may have left in a cloud. */
final class Traces {

    private final Cloud cloud;
    private final Belongings before;
    private final int logged;

    private Traces(Cloud cloud) {
        this.cloud = cloud;
        before = Belongings.of(cloud);
        logged = cloud.log().size();
    }

    /** Remembers the cloud as it is now. */
    static Traces since(Cloud cloud) {
        return new Traces(cloud);
    }

    /** Nothing was made, nothing is gone, and nothing broke inside. */
    void requireNone() {
        // What was begun may go a moment after its request was answered.
        Wait.until(
                "the end of what was begun: " + Belongings.of(cloud).beyond(before),
                Duration.ofSeconds(20),
                () -> Belongings.of(cloud).beyond(before).isEmpty());
        Map<String, ?> gone = before.beyond(Belongings.of(cloud));
        // Bytes of what was deleted earlier go in their own time.
        gone.remove("files");
        assertEquals(Map.of(), gone);
        assertEquals(
                List.of(),
                cloud.log().stream()
                        .skip(logged)
                        .filter(line -> line.contains(" ERROR ") || line.startsWith("\tat "))
                        .toList());
    }
}
