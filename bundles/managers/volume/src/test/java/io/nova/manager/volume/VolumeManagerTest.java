package io.nova.manager.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.api.compute.PortService;
import io.nova.api.identity.Authorizer;
import io.nova.api.volume.VolumeRequest;
import io.nova.model.AccessKeyId;
import io.nova.model.Caller;
import io.nova.model.ConflictException;
import io.nova.model.HostId;
import io.nova.model.IdSource;
import io.nova.model.InUseException;
import io.nova.model.IncorrectStateException;
import io.nova.model.InstanceId;
import io.nova.model.InsufficientCapacityException;
import io.nova.model.InterfaceId;
import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import io.nova.model.NetworkId;
import io.nova.model.NotFoundException;
import io.nova.model.ProjectId;
import io.nova.model.RequestContext;
import io.nova.model.Role;
import io.nova.model.SecurityGroupId;
import io.nova.model.SubnetId;
import io.nova.model.UserId;
import io.nova.model.VolumeId;
import io.nova.model.VpcId;
import io.nova.model.ZoneName;
import io.nova.model.compute.InstanceState;
import io.nova.model.network.Ipv4;
import io.nova.model.network.MacAddress;
import io.nova.model.network.Port;
import io.nova.model.volume.Volume;
import io.nova.model.volume.VolumeState;
import io.nova.model.volume.VolumeType;
import io.nova.spi.state.Records;
import io.nova.spi.state.Tx;
import io.nova.testkit.state.MemoryStateStore;
import io.nova.testkit.state.MutableClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VolumeManagerTest implements PortService {

    private static final RequestContext OWNER = context("000000000001");
    private static final RequestContext OTHER = context("000000000002");
    private static final ZoneName ZONE = new ZoneName("nova");
    private static final InstanceId FIRST = new InstanceId("i-00000000000000001");
    private static final InstanceId SECOND = new InstanceId("i-00000000000000002");

    private final MutableClock clock = new MutableClock();
    private final MemoryStateStore store = new MemoryStateStore(clock);
    private final VolumeManager volumes =
            new VolumeManager(
                    store,
                    new Everything(),
                    (project, quota) -> 5,
                    this,
                    clock,
                    new IdSource(new Random(3)));

    @BeforeEach
    void aHostOffersRoom() {
        Records.commit(
                store,
                Tx.of("host")
                        .create(
                                Kinds.HOST,
                                "h1",
                                new Kinds.VolumeHost(new HostId("h1"), ZONE, "simulated", 4L << 30))
                        .build());
    }

    @Test
    void aRepeatedRequestReturnsTheSameVolumeAndTakesNoMore() {
        Volume first = volumes.create(OWNER, request(2, Optional.of("t")));
        assertEquals(first, volumes.create(OWNER, request(2, Optional.of("t"))));
        assertEquals(2L << 30, store.used(Kinds.room(new HostId("h1"))));
        ConflictException reused =
                assertThrows(
                        ConflictException.class,
                        () -> volumes.create(OWNER, request(3, Optional.of("t"))));
        assertEquals(ConflictException.Reason.TOKEN_REUSED, reused.reason());
    }

    @Test
    void roomAndQuotaAreExact() {
        volumes.create(OWNER, request(3, Optional.empty()));
        assertThrows(
                InsufficientCapacityException.class,
                () -> volumes.create(OTHER, request(2, Optional.empty())));
        volumes.create(OTHER, request(1, Optional.empty()));
        Records.commit(
                store,
                Tx.of("more")
                        .create(
                                Kinds.HOST,
                                "h2",
                                new Kinds.VolumeHost(
                                        new HostId("h2"), ZONE, "simulated", 100L << 30))
                        .build());
        assertThrows(
                LimitExceededException.class,
                () -> volumes.create(OWNER, request(3, Optional.empty())));
    }

    @Test
    void aVolumeIsOnOneInstanceAtMostAndADeviceIsTakenOnce() {
        Volume one = available();
        Volume two = available();
        volumes.attach(OWNER, one.id(), FIRST, "/dev/sdf");
        InUseException inUse =
                assertThrows(
                        InUseException.class,
                        () -> volumes.attach(OWNER, one.id(), SECOND, "/dev/sdf"));
        assertEquals(one.id().value(), inUse.id());
        assertThrows(
                InvalidParameterException.class,
                () -> volumes.attach(OWNER, two.id(), FIRST, "/dev/sdf"));
        assertEquals(
                VolumeState.IN_USE, volumes.attach(OWNER, two.id(), SECOND, "/dev/sdf").state());
    }

    @Test
    void whatIsOnAnInstanceIsNotDeleted() {
        Volume one = available();
        volumes.attach(OWNER, one.id(), FIRST, "/dev/sdf");
        assertThrows(InUseException.class, () -> volumes.delete(OWNER, one.id()));
        volumes.detach(OWNER, one.id(), Optional.empty(), Optional.empty(), false);
        assertThrows(InUseException.class, () -> volumes.delete(OWNER, one.id()));
    }

    @Test
    void aDeletedVolumeCannotBeAttachedAndDeletingAgainIsASuccess() {
        Volume one = available();
        volumes.delete(OWNER, one.id());
        volumes.delete(OWNER, one.id());
        assertThrows(
                IncorrectStateException.class,
                () -> volumes.attach(OWNER, one.id(), FIRST, "/dev/sdf"));
    }

    @Test
    void detachingFromAnotherInstanceThanItIsOnIsRefused() {
        Volume one = available();
        volumes.attach(OWNER, one.id(), FIRST, "/dev/sdf");
        assertThrows(
                IncorrectStateException.class,
                () ->
                        volumes.detach(
                                OWNER, one.id(), Optional.of(SECOND), Optional.empty(), false));
    }

    @Test
    void anothersVolumeIsUnknown() {
        Volume one = available();
        assertEquals(List.of(), volumes.describe(OTHER, List.of(), "", 10).items());
        assertThrows(
                NotFoundException.class, () -> volumes.describe(OTHER, List.of(one.id()), "", 10));
        assertThrows(NotFoundException.class, () -> volumes.delete(OTHER, one.id()));
    }

    private Volume available() {
        VolumeId id = volumes.create(OWNER, request(1, Optional.empty())).id();
        var rec = store.get(Kinds.VOLUME, id.value()).orElseThrow();
        Volume made = rec.value().made().orElseThrow();
        Records.commit(store, Tx.of("made/" + id).update(Kinds.VOLUME, rec, made).build());
        return made;
    }

    private static VolumeRequest request(int gib, Optional<String> token) {
        return new VolumeRequest(
                Optional.of(gib),
                Optional.empty(),
                ZONE,
                VolumeType.GP2,
                Optional.empty(),
                Optional.empty(),
                token,
                Map.of("a", "b", "c", "d"));
    }

    private static RequestContext context(String project) {
        return new RequestContext(
                "request",
                new Caller(
                        new UserId("alice"),
                        new ProjectId(project),
                        new AccessKeyId("AKIAIOSFODNN7EXAMPLE"),
                        Set.of(Role.SYSADMIN)));
    }

    private static final class Everything implements Authorizer {
        @Override
        public void require(Caller caller, String action) {}

        @Override
        public boolean allows(Caller caller, String action) {
            return true;
        }
    }

    @Override
    public Optional<InstancePort> find(InstanceId instance) {
        Ipv4 address = new Ipv4("10.0.0.4");
        return Optional.of(
                new InstancePort(
                        instance,
                        OWNER.project(),
                        new HostId("g1"),
                        ZONE,
                        InstanceState.RUNNING,
                        new Port(
                                new InterfaceId("eni-00000000000000001"),
                                new NetworkId("net-00000000000000001"),
                                new VpcId("vpc-00000000000000001"),
                                new SubnetId("subnet-00000000000000001"),
                                address,
                                MacAddress.of(address),
                                List.of(),
                                true)));
    }

    @Override
    public Optional<InstancePort> find(InterfaceId port) {
        return Optional.empty();
    }

    @Override
    public List<InstancePort> onHost(HostId host) {
        return List.of();
    }

    @Override
    public List<InstancePort> inGroup(SecurityGroupId group) {
        return List.of();
    }
}
