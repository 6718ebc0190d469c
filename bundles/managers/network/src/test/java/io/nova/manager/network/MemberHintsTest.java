package io.nova.manager.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.nova.api.compute.PortService.InstancePort;
import io.nova.api.network.SecurityGroupService.GroupRef;
import io.nova.api.network.SecurityGroupService.NewRule;
import io.nova.model.HostId;
import io.nova.model.SecurityGroupId;
import io.nova.model.network.PortGroup;
import io.nova.model.network.Traffic;
import io.nova.model.network.Traffic.Peer;
import io.nova.protocol.Ack;
import io.nova.protocol.NetworkProtocol;
import io.nova.reconcile.MutableClock;
import io.nova.reconcile.SteppedReconcileEngine;
import io.nova.testkit.messaging.SteppedMessageBus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Who hears that a group has other members. The host "web" has a port with a rule that lets the
 * group "app" in; a guest of that group is on the host "app".
 */
class MemberHintsTest {

    private final Lab lab = new Lab();
    private final SteppedMessageBus bus =
            new SteppedMessageBus(
                    lab.clock, to -> lab.clock.advance(Duration.between(lab.clock.instant(), to)));
    private final SteppedReconcileEngine engine =
            new SteppedReconcileEngine(
                    new MutableClock(Instant.parse("2026-01-01T00:00:00Z")), new Random(7));
    private final MemberHints members =
            new MemberHints(new HostHints(lab.store, lab, bus, lab.clock, lab.ids), engine);
    private final List<String> hinted = new ArrayList<>();
    private SecurityGroupId web;
    private SecurityGroupId app;

    @BeforeEach
    void fill() {
        for (String host : List.of("web", "app", "idle")) {
            var unused =
                    NetworkProtocol.WAKE.serve(
                            bus,
                            NetworkProtocol.agent(new HostId(host)),
                            1,
                            wake -> {
                                hinted.add(host);
                                return CompletableFuture.completedStage(Ack.OK);
                            });
        }
        web = group("web");
        app = group("app");
        put(1, "web", web);
        put(2, "app", app);
        lab.instance(3, Lab.OWNER, "idle");
        Traffic fromApp = new Traffic(false, 6, 80, 80, new Peer(app.value()));
        lab.groups.authorize(
                Lab.OWNER, GroupRef.of(web), List.of(new NewRule(fromApp, "")), Map.of());
    }

    private SecurityGroupId group(String name) {
        return lab.groups.create(Lab.OWNER, name, "of tests", Optional.empty(), Map.of()).id();
    }

    private void put(int number, String host, SecurityGroupId group) {
        InstancePort port = lab.instance(number, Lab.OWNER, host);
        lab.ports.put(
                port.instance(),
                new InstancePort(
                        port.instance(),
                        port.project(),
                        port.host(),
                        port.zone(),
                        port.state(),
                        port.port().in(List.of(new PortGroup(group, "of tests")))));
    }

    private void settle() {
        while (engine.step() || bus.step()) {
            // All that is due.
        }
    }

    @Test
    void thoseHearWhoseRulesNameTheGroup() {
        members.changed(List.of(app));
        assertEquals(List.of(), hinted, "not while the request waits");
        settle();
        assertEquals(List.of("web"), hinted);
    }

    @Test
    void nobodyHearsOfAGroupThatNoRuleNames() {
        members.changed(List.of(web));
        settle();
        assertEquals(List.of(), hinted);
    }

    @Test
    void manyChangesAreOneHint() {
        members.changed(Collections.nCopies(1000, app));
        settle();
        assertEquals(List.of("web"), hinted);
    }
}
