package io.nova.manager.volume;

import static io.nova.manager.volume.VolumeLab.OWNER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.api.identity.Quota;
import io.nova.api.volume.VolumeRequest;
import io.nova.model.CloudException;
import io.nova.model.ConflictException;
import io.nova.model.volume.Volume;
import io.nova.spi.state.StateStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A request that is sent again while the first is on its way, in a cloud that has enough for one of
 * them: either the host's room or the quota of 5 GiB.
 */
class VolumeTokenTest {

    private static final String SCARCE = "3, 3";
    private static final String QUOTA = "5, 100";

    private final VolumeLab lab = new VolumeLab();

    /** Happens once, right after somebody has looked for a token. */
    private Runnable meanwhile = () -> {};

    private final VolumeManager volumes =
            new VolumeManager(
                    interrupted(lab.store), lab, lab, lab, lab, lab.types, lab.clock, lab.ids);

    private StateStore interrupted(StateStore store) {
        return (StateStore)
                Proxy.newProxyInstance(
                        StateStore.class.getClassLoader(),
                        new Class<?>[] {StateStore.class},
                        (proxy, method, arguments) -> {
                            try {
                                Object found = method.invoke(store, arguments);
                                if (method.getName().equals("get") && arguments[0] == Kinds.TOKEN) {
                                    happen();
                                }
                                return found;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private synchronized void happen() {
        Runnable next = meanwhile;
        meanwhile = () -> {};
        next.run();
    }

    private static VolumeRequest request(int gib, String token) {
        return VolumeLab.request(gib, Optional.of(token));
    }

    @ParameterizedTest(name = "{0} GiB of a host that has {1}")
    @CsvSource({SCARCE, QUOTA})
    void aRepeatThatCameTooLateForTheLastRoomIsAnsweredWhatTheFirstMade(int gib, int room) {
        lab.host("h1", room);
        Volume[] first = new Volume[1];
        meanwhile = () -> first[0] = lab.volumes.create(OWNER, request(gib, "t"));
        assertEquals(volumes.create(OWNER, request(gib, "t")), first[0]);
        assertEquals(1, lab.used(Quota.VOLUMES));
        assertThrows(
                CloudException.class,
                () -> volumes.create(OWNER, request(gib, "other")),
                "there was enough for one only");
    }

    @ParameterizedTest(name = "{0} GiB of a host that has {1}")
    @CsvSource({SCARCE, QUOTA})
    void aRepeatThatCameTooLateWithOtherParametersIsToldSo(int gib, int room) {
        lab.host("h1", room);
        meanwhile = () -> lab.volumes.create(OWNER, request(gib, "t"));
        ConflictException reused =
                assertThrows(
                        ConflictException.class,
                        () -> volumes.create(OWNER, request(gib - 1, "t")));
        assertEquals(ConflictException.Reason.TOKEN_REUSED, reused.reason());
    }

    @ParameterizedTest(name = "{0} GiB of a host that has {1}")
    @CsvSource({SCARCE, QUOTA})
    void fiftyAtOnceMakeOneVolume(int gib, int room) throws Exception {
        lab.host("h1", room);
        Set<Volume> made = new HashSet<>();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            List<Future<Volume>> answers =
                    threads.invokeAll(
                            Collections.nCopies(
                                    50, () -> volumes.create(OWNER, request(gib, "t"))));
            for (Future<Volume> answer : answers) {
                made.add(answer.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1, made.size());
        assertEquals(1, lab.used(Quota.VOLUMES));
    }
}
