package io.nova.frontend.metadata;

import io.nova.api.network.AddressService;
import io.nova.api.network.VpcService;
import io.nova.model.AllocationId;
import io.nova.model.DhcpOptionsId;
import io.nova.model.InstanceId;
import io.nova.model.NetworkId;
import io.nova.model.ProjectId;
import io.nova.model.SubnetId;
import io.nova.model.VpcId;
import io.nova.model.ZoneName;
import io.nova.model.network.Cidr;
import io.nova.model.network.ElasticAddress;
import io.nova.model.network.Ipv4;
import io.nova.model.network.Subnet;
import io.nova.model.network.Vpc;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** The second guest has a public address, and nobody else; all are in one subnet. */
final class OneAddress {

    private static final InstanceId SECOND = new InstanceId("i-00000000000000002");

    private OneAddress() {}

    static AddressService addresses() {
        return only(
                AddressService.class,
                Map.of(
                        "ofInstances",
                        argument ->
                                ((Collection<?>) argument).contains(SECOND)
                                        ? Map.of(SECOND, address())
                                        : Map.of()));
    }

    static VpcService vpcs() {
        return only(
                VpcService.class,
                Map.of(
                        "subnetFor", project -> subnet((ProjectId) project),
                        "vpcOf", subnet -> vpc((Subnet) subnet)));
    }

    private static ElasticAddress address() {
        return new ElasticAddress(
                new AllocationId("eipalloc-00000000000000001"),
                new ProjectId("123456789012"),
                new Ipv4("203.0.113.7"),
                new Cidr("203.0.113.0/24"),
                Optional.empty(),
                Map.of());
    }

    private static Subnet subnet(ProjectId project) {
        return new Subnet(
                new SubnetId("subnet-00000000000000001"),
                project,
                new VpcId("vpc-00000000000000001"),
                new NetworkId("net-00000000000000001"),
                new ZoneName("nova"),
                new Cidr("127.0.0.0/24"),
                true,
                Map.of());
    }

    private static Vpc vpc(Subnet subnet) {
        return new Vpc(
                subnet.vpc(),
                subnet.project(),
                subnet.network(),
                new Cidr("127.0.0.0/16"),
                true,
                new DhcpOptionsId("dopt-00000000000000001"),
                Map.of());
    }

    /** What answers a method by its first argument. */
    private interface Answer {
        Object to(Object argument);
    }

    /** A service of which some methods are asked. */
    private static <T> T only(Class<T> service, Map<String, Answer> answers) {
        return service.cast(
                Proxy.newProxyInstance(
                        service.getClassLoader(),
                        new Class<?>[] {service},
                        (proxy, called, arguments) -> {
                            Answer answer = answers.get(called.getName());
                            if (answer == null) {
                                throw new UnsupportedOperationException(called.getName());
                            }
                            return answer.to(arguments[0]);
                        }));
    }
}
