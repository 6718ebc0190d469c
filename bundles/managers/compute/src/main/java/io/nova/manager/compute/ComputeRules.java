package io.nova.manager.compute;

import io.nova.api.identity.Quota;
import io.nova.api.network.SecurityGroupService;
import io.nova.api.network.VpcService;
import io.nova.model.compute.Instance;
import io.nova.model.compute.InstanceState;
import io.nova.model.compute.KeyPair;
import io.nova.model.network.PortGroup;
import io.nova.spi.state.CounterRule;
import io.nova.spi.state.Holdings;
import io.nova.spi.state.KindRules;
import io.nova.spi.state.Need;
import io.nova.spi.state.PoolRule;
import io.nova.spi.state.RecordRules;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What must hold of the records of compute: of what {@link Claims} takes and gives back. */
@Component
public final class ComputeRules implements RecordRules {

    private final VpcService vpcs;

    @Activate
    public ComputeRules(@Reference VpcService vpcs) {
        this.vpcs = vpcs;
    }

    @Override
    public List<KindRules<?>> kinds() {
        return List.of(
                KindRules.of(Kinds.INSTANCE)
                        .ofProject(Instance::project)
                        .live(one -> one.state() != InstanceState.TERMINATED)
                        .holding(this::holds)
                        .needing(ComputeRules::needs)
                        .faulty(ComputeRules::faults),
                KindRules.of(Kinds.HOST),
                KindRules.of(Kinds.KEY_PAIR)
                        .ofProject(KeyPair::project)
                        .holding((pair, to) -> to.count(Quota.KEY_PAIRS.scope(pair.project()), 1)),
                KindRules.of(Kinds.LAUNCH_TOKEN));
    }

    @Override
    public List<CounterRule> counters() {
        String instance = Kinds.INSTANCE.name();
        return List.of(
                CounterRule.sum("host/", "/vcpus", instance),
                CounterRule.sum("host/", "/memory", instance),
                CounterRule.sum("project/", Quota.INSTANCES.suffix(), instance),
                CounterRule.sum("project/", Quota.CORES.suffix(), instance),
                CounterRule.sum("project/", Quota.KEY_PAIRS.suffix(), Kinds.KEY_PAIR.name()),
                CounterRule.sum("security-group/", "/ports", instance)
                        .orClosed(SecurityGroupService.MAX_MEMBERS));
    }

    @Override
    public List<PoolRule> pools() {
        return List.of(new PoolRule("addresses/", Kinds.INSTANCE));
    }

    private void holds(Instance one, Holdings to) {
        to.count(Claims.vcpus(one.host()), one.spec().type().vcpus());
        to.count(Claims.memory(one.host()), one.spec().type().memoryMib());
        to.count(Quota.INSTANCES.scope(one.project()), 1);
        to.count(Quota.CORES.scope(one.project()), one.spec().type().vcpus());
        for (PortGroup group : one.port().groups()) {
            to.count(SecurityGroupService.membership(group.id()), 1);
        }
        to.item(vpcs.addressPool(one.port().network()), one.port().address().number());
    }

    private static List<Need> needs(Instance one) {
        List<Need> needs = new ArrayList<>();
        needs.add(Need.of(one.host(), Kinds.HOST.name()));
        needs.add(Need.of(one.port().network(), "network"));
        needs.add(Need.of(one.port().vpc(), "vpc").inSameProject());
        needs.add(Need.of(one.port().subnet(), "subnet").inSameProject());
        for (PortGroup group : one.port().groups()) {
            needs.add(Need.of(group.id(), "security-group").inSameProject());
        }
        return needs;
    }

    private static List<String> faults(Instance one) {
        List<String> faults = new ArrayList<>();
        if (one.status().observedGeneration() > one.generation()) {
            faults.add(
                    "generation %d was seen, and %d is wanted"
                            .formatted(one.status().observedGeneration(), one.generation()));
        }
        if (one.rebootGeneration() > one.generation()) {
            faults.add(
                    "a reboot of generation %d is wanted, and %d is the newest"
                            .formatted(one.rebootGeneration(), one.generation()));
        }
        return faults;
    }
}
