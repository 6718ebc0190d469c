package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.api.compute.LaunchRequest;
import io.nova.api.compute.Reservation;
import io.nova.api.identity.Quota;
import io.nova.model.CloudException;
import io.nova.model.ConflictException;
import io.nova.model.KeyPairId;
import io.nova.model.NotFoundException;
import io.nova.model.compute.KeyPair;
import io.nova.model.compute.ShutdownBehavior;
import io.nova.model.network.Ipv4;
import io.nova.spi.state.Rec;
import io.nova.spi.state.StateStore;
import io.nova.spi.state.Tx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A request that is sent again while the first is on its way, in a cloud that has enough for one of
 * them.
 */
class LaunchTokenTest {

    private static final String KEY = "mine";

    /** Happens once, right after somebody has looked for a token. */
    private Runnable meanwhile = () -> {};

    private enum Scarce {
        INSTANCES,
        CORES,
        ROOM,
        ADDRESSES
    }

    /** A cloud that has one of what is scarce, and enough of all else. */
    private Lab cloud(Scarce scarce) {
        Lab lab = new Lab(this::interrupted, scarce == Scarce.ADDRESSES ? 1 : 200);
        lab.host("host-1", scarce == Scarce.ROOM ? 1 : 1000);
        if (scarce == Scarce.INSTANCES || scarce == Scarce.CORES) {
            lab.quotas.put(Quota.valueOf(scarce.name()), 1L);
        }
        return lab;
    }

    private StateStore interrupted(StateStore store) {
        return (StateStore)
                Proxy.newProxyInstance(
                        StateStore.class.getClassLoader(),
                        new Class<?>[] {StateStore.class},
                        (proxy, method, arguments) -> {
                            try {
                                Object found = method.invoke(store, arguments);
                                if (method.getName().equals("get")
                                        && arguments[0] == Kinds.LAUNCH_TOKEN) {
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

    private static LaunchRequest request(String token, int least, int most) {
        return Lab.request(
                least, most, Optional.of(token), Map.of("a", "1", "b", "2"), Optional.empty());
    }

    static Stream<Arguments> cases() {
        return Stream.of(Scarce.values())
                .flatMap(one -> Stream.of(1, 3).map(most -> Arguments.of(one, most)));
    }

    @ParameterizedTest(name = "the last of {0} for 1 to {1} instances")
    @MethodSource("cases")
    void aRepeatThatCameTooLateForTheLastPlaceIsAnsweredWhatTheFirstMade(Scarce scarce, int most) {
        Lab lab = cloud(scarce);
        Reservation[] first = new Reservation[1];
        meanwhile = () -> first[0] = lab.instances.run(Lab.OWNER, request("t", 1, most));
        Reservation repeat = lab.instances.run(Lab.OWNER, request("t", 1, most));
        assertEquals(first[0].id(), repeat.id());
        assertEquals(first[0].instances(), repeat.instances());
        assertEquals(1, lab.used(Quota.INSTANCES));
        assertThrows(
                CloudException.class,
                () -> lab.instances.run(Lab.OWNER, request("other", 1, most)),
                "there was enough for one only");
    }

    @ParameterizedTest(name = "the last of {0} for 1 to {1} instances")
    @MethodSource("cases")
    void aRepeatThatCameTooLateWithOtherParametersIsToldSo(Scarce scarce, int most) {
        Lab lab = cloud(scarce);
        meanwhile = () -> lab.instances.run(Lab.OWNER, request("t", 1, most));
        ConflictException reused =
                assertThrows(
                        ConflictException.class,
                        () -> lab.instances.run(Lab.OWNER, request("t", 1, most + 1)));
        assertEquals(ConflictException.Reason.TOKEN_REUSED, reused.reason());
    }

    @ParameterizedTest(name = "the last of {0} for 1 to {1} instances")
    @MethodSource("cases")
    void fiftyAtOnceMakeOneReservation(Scarce scarce, int most) throws Exception {
        Lab lab = cloud(scarce);
        Set<String> made = new HashSet<>();
        for (Future<Reservation> answer :
                together(() -> lab.instances.run(Lab.OWNER, request("t", 1, most)))) {
            made.add(answer.get().id().value());
        }
        assertEquals(1, made.size());
        assertEquals(1, lab.used(Quota.INSTANCES));
    }

    private static <T> List<Future<T>> together(Callable<T> request) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            return threads.invokeAll(Collections.nCopies(50, request));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aRepeatWhoseKeyPairWasDeletedIsAnsweredWhatTheFirstMade() {
        Lab lab = cloud(Scarce.CORES);
        String record = KeyPairManager.recordId(Lab.OWNER.project(), KEY);
        KeyPair pair =
                new KeyPair(
                        KeyPairId.next(lab.ids),
                        Lab.OWNER.project(),
                        KEY,
                        "rsa",
                        "00",
                        "ssh-rsa AAAA",
                        Instant.EPOCH,
                        Map.of());
        lab.store.commit(Tx.of("key").create(Kinds.KEY_PAIR, record, pair).build());
        Reservation[] first = new Reservation[1];
        meanwhile =
                () -> {
                    first[0] = lab.instances.run(Lab.OWNER, withKey());
                    Rec<KeyPair> rec = lab.store.get(Kinds.KEY_PAIR, record).orElseThrow();
                    lab.store.commit(Tx.of("no key").delete(Kinds.KEY_PAIR, rec).build());
                };
        assertEquals(first(lab, withKey()), first[0].id().value());
        assertThrows(
                NotFoundException.class,
                () -> lab.instances.run(Lab.OTHER, withKey()),
                "another project's token is another");
    }

    private static String first(Lab lab, LaunchRequest request) {
        return lab.instances.run(Lab.OWNER, request).id().value();
    }

    private static LaunchRequest withKey() {
        return new LaunchRequest(
                Lab.IMAGE,
                1,
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(KEY),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                ShutdownBehavior.STOP,
                Optional.of("t"),
                Map.of());
    }

    @Test
    void aRepeatThatAsksForTheSameAddressIsAnsweredWhatTheFirstMade() {
        Lab lab = cloud(Scarce.CORES);
        LaunchRequest request =
                Lab.request(
                        1,
                        1,
                        Optional.of("t"),
                        Map.of(),
                        Optional.of(Ipv4.of(Lab.FIRST_ADDRESS + 7)));
        Reservation[] first = new Reservation[1];
        meanwhile = () -> first[0] = lab.instances.run(Lab.OWNER, request);
        assertEquals(first(lab, request), first[0].id().value());
    }
}
