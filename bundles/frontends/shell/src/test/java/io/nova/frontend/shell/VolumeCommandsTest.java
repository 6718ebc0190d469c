package io.nova.frontend.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nova.api.compute.HostService;
import io.nova.api.compute.ZoneService;
import io.nova.model.HostId;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.SnapshotId;
import io.nova.model.VolumeId;
import io.nova.model.ZoneName;
import io.nova.model.compute.Host;
import io.nova.model.compute.HostCapacity;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The operator looks at the volumes of all projects, and at those who keep them. */
class VolumeCommandsTest {

    private final FakeInventory inventory = new FakeInventory();
    private final FakeSession session = new FakeSession();
    private final VolumeId free = inventory.add(1);
    private final VolumeId attached = inventory.addAttached(2);
    private final SnapshotId snapshot = inventory.addSnapshot(1, free);

    private VolumeShowCommand show(String id) {
        VolumeShowCommand show = new VolumeShowCommand();
        show.callers = new FakeDirectory();
        show.inventory = inventory;
        show.session = session;
        show.id = id;
        return show;
    }

    @Test
    void theListShowsEveryVolumeHoweverManyPagesThereAre() throws Exception {
        VolumeListCommand list = new VolumeListCommand();
        list.callers = new FakeDirectory();
        list.inventory = inventory;
        list.session = session;
        list.execute();
        List<String> lines = session.printed().lines().toList();
        assertEquals(3, lines.size(), lines.toString());
        assertTrue(lines.get(1).startsWith(free.value()), lines.toString());
        assertTrue(lines.get(1).contains("available"), lines.toString());
        assertTrue(lines.get(1).contains("host-1  file  "), lines.toString());
        assertTrue(lines.get(2).contains(FakeInventory.INSTANCE + "  /dev/sdf"), lines.toString());
        list.json = true;
        list.execute();
        String json = session.printed();
        assertTrue(json.contains("\"device\":\"/dev/sdf\",\"gib\":2,\"host\":\"host-1\""), json);
        assertEquals(json.indexOf("\"instance\""), json.lastIndexOf("\"instance\""), json);
    }

    @Test
    void aVolumeIsShownWithWhereItIs() throws Exception {
        VolumeShowCommand show = show(attached.value());
        show.execute();
        String shown = session.printed();
        assertTrue(shown.contains("in-use"), shown);
        assertTrue(shown.contains("attaching"), shown);
        assertTrue(shown.matches("(?s).*technology +file\\n.*"), shown);
        assertFalse(shown.contains("Optional"), shown);
        show.json = true;
        show.execute();
        String json = session.printed();
        assertTrue(json.contains("\"deleteOnTermination\":true"), json);
        assertTrue(json.contains("\"instance\":\"" + FakeInventory.INSTANCE + "\""), json);
    }

    @Test
    void anUnknownVolumeIsSaidToBeUnknown() {
        assertThrows(NotFoundException.class, () -> show("vol-0000000000000000f").execute());
    }

    @Test
    void theListOfSnapshotsShowsHowFarTheyAre() throws Exception {
        SnapshotListCommand list = new SnapshotListCommand();
        list.callers = new FakeDirectory();
        list.inventory = inventory;
        list.session = session;
        list.execute();
        List<String> lines = session.printed().lines().toList();
        assertTrue(lines.get(1).startsWith(snapshot.value()), lines.toString());
        assertTrue(lines.get(1).contains("pending  0%"), lines.toString());
        assertTrue(lines.get(1).contains(free.value()), lines.toString());
    }

    @Test
    void hostsAreListedWithBothOfTheirRoles() throws Exception {
        HostListCommand list = new HostListCommand();
        list.callers = new FakeDirectory();
        list.hosts = new OneHost();
        list.inventory = inventory;
        FakeMembers members = new FakeMembers().joined("host-1").invited("next-1");
        list.roles = members.told("host-1", "compute").told("quiet-1", "network").asRoles();
        list.members = members;
        list.session = session;
        list.execute();
        List<String> lines = session.printed().lines().toList();
        assertTrue(
                lines.get(1).matches("host-1 +nova +up +1/4 .* up +6/30 +aoe,file \\(down\\) .*"),
                lines.toString());
        assertTrue(lines.get(2).matches("next-1 +- +invited +-.* invited +-"), lines.toString());
        assertTrue(lines.get(3).matches("quiet-1 +- +up +-.* network .*"), lines.toString());
        assertTrue(
                lines.get(4).matches("store-1 +nova +- +- .* down +3/10 +file \\(down\\) .*"),
                lines.toString());
        list.json = true;
        list.execute();
        String json = session.printed();
        assertEquals(4, json.split("\"state\":", -1).length, json);
        assertTrue(json.contains("\"drivers\":\"volume-file\""), json);
        assertTrue(json.contains("\"roles\":\"compute\""), json);
    }

    @Test
    void aCertificateThatEndsSoonIsToldOf() throws Exception {
        FakeMembers members = new FakeMembers();
        members.expiring = Optional.of(Instant.parse("2036-01-02T00:00:00Z"));
        members.joined("host-1");
        HostListCommand list = new HostListCommand();
        list.callers = new FakeDirectory();
        list.hosts = new OneHost();
        list.inventory = inventory;
        list.roles = members.asRoles();
        list.members = members;
        list.session = session;
        list.execute();
        String listed = session.printed();
        assertTrue(listed.contains(" ends 2036-01-02 "), listed);
        StatusCommand status = new StatusCommand();
        status.callers = new FakeDirectory();
        status.hosts = new OneHost();
        status.roles = members.asRoles();
        status.members = members;
        status.instances = new FakeInstances(1);
        status.zones =
                (ZoneService)
                        Proxy.newProxyInstance(
                                ZoneService.class.getClassLoader(),
                                new Class<?>[] {ZoneService.class},
                                (proxy, method, arguments) ->
                                        method.getName().equals("region") ? "nova" : List.of());
        status.session = session;
        status.execute();
        String told = session.printed();
        assertTrue(
                told.contains(
                        "ends 2036-01-02T00:00:00Z; nova:host-invite --replace host-1 makes a"
                                + " token"),
                told);
    }

    private static final class OneHost implements HostService {

        @Override
        public List<HostView> list(RequestContext context) {
            HostCapacity capacity = new HostCapacity(4, 4096, 10);
            Host host =
                    new Host(
                            new HostId("host-1"),
                            new ZoneName("nova"),
                            capacity,
                            List.of("libvirt"),
                            "boot",
                            true,
                            Instant.EPOCH);
            return List.of(new HostView(host, true, Instant.EPOCH, new HostCapacity(1, 512, 1), 1));
        }
    }
}
