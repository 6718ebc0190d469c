package io.nova.manager.objectstore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.IdSource;
import io.nova.model.LimitExceededException;
import io.nova.model.ResourceType;
import io.nova.testkit.state.MemoryStateStore;
import java.time.Clock;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTest {

    /** As many as were once too many. */
    private static final int LOST = 64;

    private final Ledger ledger =
            new Ledger(new MemoryStateStore(Clock.systemUTC()), new IdSource(new Random(7)));

    @ParameterizedTest
    @CsvSource({
        "project/111111111111/buckets, BUCKET",
        "project/111111111111/object_bytes, OBJECT",
    })
    void aQuotaThatIsUsedUpIsALimitAndNoFault(String scope, ResourceType type) {
        LimitExceededException refusal =
                assertThrows(
                        LimitExceededException.class,
                        () -> ledger.commit(ledger.begin().quota(scope, 5, 3)));
        assertEquals(type, refusal.type());
    }

    @Test
    void aWriterThatLosesOftenGetsThrough() {
        int[] lost = {0};
        String done =
                ledger.untilCommitted(
                        ResourceType.OBJECT,
                        "k",
                        () -> lost[0]++ < LOST ? Optional.empty() : Optional.of("done"));
        assertEquals("done", done);
    }
}
