package io.nova.manager.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ZoneName;
import io.nova.model.network.DhcpOptions;
import io.nova.model.network.InternetGateway;
import io.nova.model.network.NetworkAcl;
import io.nova.model.network.NetworkResource;
import io.nova.model.network.RouteTable;
import io.nova.model.network.Subnet;
import io.nova.model.network.Vpc;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VpcManagerTest {

    private final Lab lab = new Lab();

    private <T extends NetworkResource> T one(RequestContext context, Class<T> type) {
        List<T> all = lab.vpcs.describe(context, type, List.of(), "", 100).items();
        assertEquals(1, all.size());
        return all.get(0);
    }

    @Test
    void theDefaultVpcIsThereFromTheStartAndItsPartsFitTogether() {
        Vpc vpc = one(Lab.OWNER, Vpc.class);
        Subnet subnet = one(Lab.OWNER, Subnet.class);
        InternetGateway gateway = one(Lab.OWNER, InternetGateway.class);
        assertEquals(vpc.id(), subnet.vpc());
        assertEquals(vpc.id(), gateway.vpc());
        assertEquals(gateway.id(), one(Lab.OWNER, RouteTable.class).routes().get(0).gateway());
        assertEquals(subnet.id(), one(Lab.OWNER, NetworkAcl.class).subnet());
        assertEquals(vpc.dhcpOptions(), one(Lab.OWNER, DhcpOptions.class).id());
        assertEquals(
                subnet,
                lab.vpcs.subnetFor(Lab.OWNER.project(), Optional.empty(), new ZoneName("nova")));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Vpc.class,
                Subnet.class,
                RouteTable.class,
                InternetGateway.class,
                NetworkAcl.class,
                DhcpOptions.class
            })
    void anotherProjectsAreNotThere(Class<? extends NetworkResource> type) {
        NetworkResource theirs = one(Lab.OTHER, type);
        assertThrows(
                NotFoundException.class,
                () -> lab.vpcs.describe(Lab.OWNER, type, List.of(theirs.id()), "", 10));
    }

    @Test
    void anotherProjectsSubnetTakesNoInstance() {
        Subnet theirs = one(Lab.OTHER, Subnet.class);
        assertThrows(
                NotFoundException.class,
                () ->
                        lab.vpcs.subnetFor(
                                Lab.OWNER.project(), Optional.of(theirs.id()), theirs.zone()));
    }

    @Test
    void managersThatLookAtOnceMakeOneVpc() {
        Vpc first = one(Lab.OWNER, Vpc.class);
        DefaultVpcs others = new Lab().defaults;
        assertEquals(first.id(), others.of(Lab.OWNER.project()).vpc().id());
    }
}
