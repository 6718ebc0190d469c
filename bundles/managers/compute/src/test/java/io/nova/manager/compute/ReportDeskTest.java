package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.identity.Quota;
import io.nova.model.HostId;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.InstanceStatus;
import io.nova.model.compute.PowerState;
import io.nova.model.compute.StateReason;
import io.nova.protocol.GuestReport;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportDeskTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Lab lab = new Lab().host("host-1", 1000);

    /** FRESH is a pending instance that never ran; at a dash it stays as it is. */
    @ParameterizedTest(name = "{0}: on {1}, off {2}, gone {3}, failed off {4}, failed gone {5}")
    @CsvSource(
            delimiter = '|',
            value = {
                "FRESH         | RUNNING | STOPPED | -          | STOPPED | TERMINATED",
                "PENDING       | RUNNING | STOPPED | -          | STOPPED | STOPPED   ",
                "RUNNING       | -       | STOPPED | -          | STOPPED | STOPPED   ",
                "STOPPING      | -       | STOPPED | -          | -       | -         ",
                "STOPPED       | -       | -       | -          | -       | -         ",
                "SHUTTING_DOWN | -       | -       | TERMINATED | -       | -         ",
                "TERMINATED    | -       | -       | -          | -       | -         ",
            })
    void aReportMovesTheInstanceOn(
            String state, String on, String off, String gone, String failedOff, String failedGone) {
        Instance instance = in(state);
        assertEquals(on, after(instance, PowerState.ON, ""));
        assertEquals(off, after(instance, PowerState.OFF, ""));
        assertEquals(gone, after(instance, PowerState.GONE, ""));
        assertEquals(failedOff, after(instance, PowerState.OFF, "broken"));
        assertEquals(failedGone, after(instance, PowerState.GONE, "broken"));
        assertEquals("-", after(instance, PowerState.PAUSED, ""));
        assertEquals("-", after(instance, PowerState.ON, "broken"));
    }

    private Instance in(String state) {
        Instance pending = lab.run(1, 1).instances().get(0);
        boolean fresh = state.equals("FRESH");
        InstanceState is = fresh ? InstanceState.PENDING : InstanceState.valueOf(state);
        return new Instance(
                pending.id(),
                pending.reservation(),
                pending.project(),
                0,
                NOW,
                pending.spec(),
                pending.generation(),
                0,
                new InstanceStatus(is, StateReason.NONE, NOW, 0, !fresh),
                pending.host(),
                pending.port(),
                Optional.empty(),
                pending.tags());
    }

    private static String after(Instance instance, PowerState power, String failure) {
        GuestReport report =
                new GuestReport(instance.id(), instance.generation(), power, failure, false);
        return ReportDesk.next(instance, report, NOW)
                .map(Instance::state)
                .filter(state -> state != instance.state())
                .map(InstanceState::name)
                .orElse("-");
    }

    @Test
    void aGuestThatRanOnceKeepsItsDiskWhateverFails() {
        Instance fresh = in("FRESH");
        for (String failure : List.of("", "broken")) {
            GuestReport report =
                    new GuestReport(fresh.id(), fresh.generation(), PowerState.OFF, failure, false);
            Instance off = ReportDesk.next(fresh, report, NOW).orElseThrow();
            assertTrue(off.status().startedOnce());
        }
    }

    @Test
    void theDriverThatHasTheGuestIsKeptUntilAnotherHasIt() {
        Instance instance = lab.running();
        assertEquals(Optional.empty(), lab.now(instance).status().driver());
        GuestReport on = Lab.saw(instance, PowerState.ON);
        lab.reports(on.by(Optional.of("libvirt")));
        assertEquals(Optional.of("libvirt"), lab.now(instance).status().driver());
        assertEquals(
                Optional.empty(),
                ReportDesk.next(lab.now(instance), on.by(Optional.of("libvirt")), NOW),
                "it is no news");
        lab.reports(on);
        var stopped = lab.instances.stop(Lab.OWNER, List.of(instance.id()), false);
        assertEquals(1, stopped.size());
        lab.reports(Lab.saw(lab.now(instance), PowerState.OFF));
        assertEquals(InstanceState.STOPPED, lab.now(instance).state());
        assertEquals(Optional.of("libvirt"), lab.now(instance).status().driver());
        lab.reports(Lab.saw(lab.now(instance), PowerState.OFF).by(Optional.of("simulated")));
        assertEquals(Optional.of("simulated"), lab.now(instance).status().driver());
    }

    @Test
    void whatAHostSaysOfAStopThatTheRecordsHaveLostEndsNothing() {
        Instance instance = lab.running();
        long lost = instance.generation() + 1;
        lab.reports(new GuestReport(instance.id(), lost, PowerState.OFF, "", false));
        lab.reports(new GuestReport(instance.id(), lost, PowerState.GONE, "", false));
        assertEquals(InstanceState.RUNNING, lab.now(instance).state());
    }

    @Test
    void whatEndsGivesBackAllThatItHeld() {
        Instance instance = lab.running();
        var unused = lab.instances.terminate(Lab.OWNER, List.of(instance.id()));
        assertEquals(1, lab.used(Quota.INSTANCES), "until its host says that it is gone");
        lab.reports(Lab.saw(lab.now(instance), PowerState.GONE));
        lab.reports(Lab.saw(lab.now(instance), PowerState.GONE));
        assertEquals(0, lab.used(Quota.INSTANCES));
        assertEquals(0, lab.used(Quota.CORES));
        assertEquals(0, lab.store.used(Claims.vcpus(Lab.HOST)));
        assertEquals(0, lab.store.used(Claims.memory(Lab.HOST)));
        assertEquals(0, lab.store.pool(Lab.POOL).orElseThrow().used());
    }

    @Test
    void noRoomOnTheHostIsSaidAsSuch() {
        Instance fresh = lab.run(1, 1).instances().get(0);
        lab.reports(new GuestReport(fresh.id(), 1, PowerState.GONE, "full", true));
        assertEquals(
                "Server.InsufficientInstanceCapacity", lab.now(fresh).status().reason().code());
    }

    @Test
    void whatItsHostHasNoRoomForGoesToEachOtherHostOnceAndThenEnds() {
        lab.host("host-2", 1000).host("host-3", 1000);
        Instance fresh = lab.run(1, 1).instances().get(0);
        Set<HostId> tried = new HashSet<>();
        for (int generation = 1; generation <= 3; generation++) {
            Instance now = lab.now(fresh);
            assertEquals(InstanceState.PENDING, now.state());
            assertEquals(generation, now.generation());
            assertTrue(tried.add(now.host()), "not where it was before");
            assertEquals(1, lab.store.used(Claims.vcpus(now.host())));
            lab.hears(now.host(), 1000, List.of(full(now)));
            assertEquals(0, lab.store.used(Claims.vcpus(now.host())));
        }
        Instance ended = lab.now(fresh);
        assertEquals(InstanceState.TERMINATED, ended.state());
        assertEquals("Server.InsufficientInstanceCapacity", ended.status().reason().code());
        assertEquals(0, lab.used(Quota.INSTANCES));
        assertEquals(0, lab.store.pool(Lab.POOL).orElseThrow().used());
    }

    @Test
    void itDoesNotGoToAHostThatHasNoRoomEither() {
        lab.host("host-2", 0);
        Instance fresh = lab.run(1, 1).instances().get(0);
        lab.reports(full(fresh));
        assertEquals(InstanceState.TERMINATED, lab.now(fresh).state());
    }

    @Test
    void aStartThatFindsNoRoomStaysWithItsDisk() {
        lab.host("host-2", 1000);
        Instance running = lab.run(1, 1).instances().get(0);
        HostId host = running.host();
        lab.hears(host, 1000, List.of(Lab.saw(running, PowerState.ON)));
        var stopped = lab.instances.stop(Lab.OWNER, List.of(running.id()), false);
        lab.hears(host, 1000, List.of(Lab.saw(lab.now(running), PowerState.OFF)));
        var started = lab.instances.start(Lab.OWNER, List.of(running.id()));
        assertEquals(stopped.size(), started.size());
        GuestReport full =
                new GuestReport(
                        running.id(), lab.now(running).generation(), PowerState.OFF, "full", true);
        lab.hears(host, 1000, List.of(full));
        assertEquals(InstanceState.STOPPED, lab.now(running).state());
        assertEquals(host, lab.now(running).host());
    }

    private static GuestReport full(Instance instance) {
        return new GuestReport(instance.id(), instance.generation(), PowerState.GONE, "full", true);
    }

    @Test
    void aReportOfAnEarlierGenerationIsIgnored() {
        Instance running = lab.running();
        var unused = lab.instances.stop(Lab.OWNER, List.of(running.id()), false);
        lab.reports(Lab.saw(running, PowerState.OFF));
        assertEquals(InstanceState.STOPPING, lab.now(running).state());
    }

    @Test
    void aReportOfAnotherHostIsIgnored() {
        Instance pending = lab.run(1, 1).instances().get(0);
        lab.hears(new HostId("host-2"), 8, List.of(Lab.saw(pending, PowerState.ON)));
        assertEquals(InstanceState.PENDING, lab.now(pending).state());
    }

    @Test
    void oneThatCannotBeTakenHoldsUpNoOther() {
        List<Instance> all = lab.run(3, 3).instances();
        // As after a restore from an older backup: its address is another's.
        Instance broken = all.get(1);
        var unused =
                lab.store.commit(
                        io.nova.spi.state.Tx.of("break")
                                .give(
                                        Lab.POOL,
                                        broken.id().value(),
                                        broken.port().address().number())
                                .build());
        GuestReport failed = new GuestReport(broken.id(), 1, PowerState.GONE, "broken", false);
        try {
            lab.reports(
                    Lab.saw(all.get(0), PowerState.ON), failed, Lab.saw(all.get(2), PowerState.ON));
        } catch (RuntimeException expected) {
            assertTrue(expected instanceof io.nova.model.UnavailableException);
        }
        assertEquals(InstanceState.RUNNING, lab.now(all.get(0)).state());
        assertEquals(InstanceState.RUNNING, lab.now(all.get(2)).state());
    }
}
