package io.nova.manager.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.model.HostId;
import io.nova.model.ImageId;
import io.nova.model.InstanceId;
import io.nova.model.InterfaceId;
import io.nova.model.NetworkId;
import io.nova.model.ProjectId;
import io.nova.model.SubnetId;
import io.nova.model.VpcId;
import io.nova.model.compute.PowerState;
import io.nova.model.image.DiskFormat;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.model.network.Port;
import io.nova.protocol.GuestAssignment;
import io.nova.protocol.ImageRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HostNewsTest {

    private static final HostId HOST = new HostId("host-1");

    private final HostNews news = new HostNews(5);

    private static InstanceId instance(int number) {
        return new InstanceId("i-%017x".formatted(number));
    }

    private static GuestAssignment guest(int number, long generation) {
        Ipv4 address = Ipv4.of(number + 1);
        return new GuestAssignment(
                instance(number),
                new ProjectId("123456789012"),
                generation,
                0,
                PowerState.ON,
                false,
                true,
                1,
                64,
                1,
                new ImageRef(new ImageId("ami-00000001"), "0".repeat(64), 1, DiskFormat.RAW, 1),
                Optional.empty(),
                Optional.empty(),
                new Port(
                        new InterfaceId("eni-00000001"),
                        new NetworkId("net-00000001"),
                        new VpcId("vpc-00000001"),
                        new SubnetId("subnet-00000001"),
                        address,
                        MacAddress.of(address),
                        List.of(),
                        true));
    }

    private boolean changed(int number, long seq) {
        return news.changed(HOST, guest(number, seq), seq);
    }

    private List<InstanceId> after(HostId host, long version) {
        return news.after(host, version, 100).instances();
    }

    @Test
    void tellsWhatChangedAfterAVersion() {
        long before = news.version();
        assertTrue(changed(1, 10));
        long between = news.version();
        assertTrue(changed(2, 11));
        assertEquals(List.of(instance(1), instance(2)), after(HOST, before));
        assertEquals(List.of(instance(2)), after(HOST, between));
        assertEquals(List.of(), after(HOST, news.version()));
        assertEquals(List.of(), after(new HostId("host-2"), before));
    }

    @Test
    void manyNewsAreToldAFewAtATimeAndEachOnce() {
        long known = news.version();
        for (int i = 0; i < 25; i++) {
            changed(i, 10);
        }
        List<InstanceId> told = new ArrayList<>();
        HostNews.News some = news.after(HOST, known, 10);
        told.addAll(some.instances());
        assertFalse(some.whole());
        // What changes again meanwhile is told with the last.
        changed(20, 11);
        some = news.after(HOST, some.version(), 10);
        told.addAll(some.instances());
        assertFalse(some.whole());
        some = news.after(HOST, some.version(), 10);
        told.addAll(some.instances());
        assertTrue(some.whole());
        assertEquals(news.version(), some.version());
        assertEquals(25, told.size());
        assertEquals(25, Set.copyOf(told).size());
        assertEquals(instance(20), told.get(24));
    }

    @Test
    void whatIsNotedLateIsToldLate() {
        changed(2, 11);
        long known = news.version();
        changed(1, 10);
        assertEquals(List.of(instance(1)), after(HOST, known));
    }

    @Test
    void aCommitThatIsNotedTwiceIsOneChange() {
        changed(1, 10);
        long known = news.version();
        assertTrue(changed(1, 10), "who noted it first may not have told the host");
        assertEquals(List.of(), after(HOST, known));
    }

    @Test
    void whatMattersToNoHostIsNoNews() {
        news.changed(HOST, guest(1, 1), 10);
        long known = news.version();
        assertFalse(news.changed(HOST, guest(1, 1), 11), "something else of it changed");
        assertFalse(news.changed(HOST, guest(1, 1), 11), "whoever notes it");
        assertFalse(news.changed(HOST, guest(1, 1).ran(), 12), "the host told that it runs");
        assertEquals(List.of(), after(HOST, known));
        assertTrue(news.changed(HOST, guest(1, 2), 13));
        assertEquals(List.of(instance(1)), after(HOST, known));
    }

    @Test
    void anotherProcessKnowsNothingOfThisOne() {
        assertTrue(news.reachesBackTo(HOST, news.version()));
        assertFalse(new HostNews(6).reachesBackTo(HOST, news.version()));
        assertFalse(new HostNews(4).reachesBackTo(HOST, news.version()));
        assertFalse(news.reachesBackTo(HOST, 0));
    }

    @Test
    void afterAGapEveryoneIsToldEverything() {
        long known = news.version();
        news.gap();
        assertFalse(news.reachesBackTo(HOST, known));
        assertTrue(news.reachesBackTo(HOST, news.version()));
    }

    @Test
    void whatWasForgottenIsNotReachedBackTo() {
        long first = news.version();
        for (int i = 0; i < 10_001; i++) {
            changed(i, i);
        }
        assertFalse(news.reachesBackTo(HOST, first));
        assertTrue(news.reachesBackTo(HOST, news.version()));
        assertTrue(news.reachesBackTo(new HostId("host-2"), first));
    }
}
