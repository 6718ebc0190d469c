package io.nova.testkit.state;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.spi.state.CommitResult;
import io.nova.spi.state.Rec;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Small histories of many threads, each of which must have an order that explains it. */
public interface LinearizabilityContract extends StoreUnderTest {

    @Test
    default void everySmallHistoryHasAnOrder() throws Exception {
        for (int round = 0; round < 60; round++) {
            String id = "i-" + round;
            int seed = round * 31;
            History history = new History();
            Together.run(
                    4,
                    thread -> {
                        Random random = new Random(seed + thread);
                        for (int i = 0; i < 4; i++) {
                            int choice = random.nextInt(4);
                            // Reads what it acts on first, as managers do.
                            Rec<Server>[] read = readInto(history, id);
                            history.call(() -> act(choice, id, read[0]));
                        }
                    });
            assertTrue(history.isLinearizable(), "seed " + seed);
        }
    }

    private Rec<Server>[] readInto(History history, String id) {
        @SuppressWarnings({"unchecked", "rawtypes"})
        Rec<Server>[] read = new Rec[] {new Rec<>(id, Server.of("n", "p1"), 1)};
        history.call(
                () -> {
                    Optional<Rec<Server>> now = store().get(SERVER, id);
                    now.ifPresent(rec -> read[0] = rec);
                    long version = now.map(Rec::version).orElse(0L);
                    return is(version, version);
                });
        return read;
    }

    private History.Step act(int choice, String id, Rec<Server> read) {
        CommitResult result =
                attempt(
                        tx -> {
                            switch (choice) {
                                case 0 -> tx.create(SERVER, id, read.value());
                                case 1 -> tx.delete(SERVER, read);
                                default -> tx.update(SERVER, read, read.value());
                            }
                        });
        if (result instanceof CommitResult.Ok ok) {
            return is(choice == 0 ? 0 : read.version(), choice == 1 ? 0 : ok.seq());
        } else if (result instanceof CommitResult.Conflict conflict) {
            return is(conflict.actual(), conflict.actual());
        } else if (result instanceof CommitResult.Exists) {
            return version -> version == 0 ? null : (Long) version;
        }
        throw new AssertionError(result);
    }

    private static History.Step is(long before, long after) {
        return new History.Step() {
            @Override
            public @Nullable Long after(long version) {
                return version == before ? (Long) after : null;
            }
        };
    }
}
