package io.nova.frontend.ec2.action.vpc;

import io.nova.api.network.VpcService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.Id;
import io.nova.model.NetworkAclId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.network.NetworkAcl;
import java.util.Collection;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the network ACLs of the project's VPCs. */
@Component(service = Ec2Action.class)
public final class DescribeNetworkAclsAction implements Ec2Action {

    private static final Values<NetworkAclId> NETWORK_ACL_IDS =
            Values.of("NetworkAclId", NetworkAclId::new);

    private final ActionSpec spec;
    private final VpcService vpcs;
    private final VpcDescribe<NetworkAcl> describe;

    @Activate
    public DescribeNetworkAclsAction(@Reference VpcService vpcs) {
        Filters<NetworkAcl> filters = filters(vpcs);
        this.vpcs = vpcs;
        this.spec =
                ActionSpec.reads("DescribeNetworkAcls", ResourceType.NETWORK_ACL)
                        .takes(NETWORK_ACL_IDS)
                        .describes(filters)
                        .build();
        this.describe =
                new VpcDescribe<>(
                        NetworkAcl.class, NETWORK_ACL_IDS, filters, "networkAclSet", this::write);
    }

    @Override
    public ActionSpec spec() {
        return spec;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        return describe.perform(vpcs, context, call);
    }

    private static Filters<NetworkAcl> filters(VpcService vpcs) {
        return new Filters.Builder<NetworkAcl>()
                .onAny("association.association-id", acl -> texts(vpcs.usesOf(acl).keySet()))
                .on("association.network-acl-id", NetworkAcl::id)
                .onAny("association.subnet-id", acl -> texts(vpcs.usesOf(acl).values()))
                .on("default", NetworkAcl::isDefault)
                .on("entry.cidr", acl -> "0.0.0.0/0")
                .onAny("entry.egress", acl -> List.of("true", "false"))
                .on("entry.protocol", acl -> "-1")
                .onAny("entry.rule-action", acl -> List.of("allow", "deny"))
                .onAny("entry.rule-number", acl -> List.of("100", "32767"))
                .onNothing("entry.icmp.code", "entry.icmp.type", "entry.ipv6-cidr")
                .onNothing("entry.port-range.from", "entry.port-range.to")
                .on("network-acl-id", NetworkAcl::id)
                .on("owner-id", NetworkAcl::project)
                .on("vpc-id", NetworkAcl::vpc)
                .onTags(NetworkAcl::tags)
                .build();
    }

    private static List<String> texts(Collection<? extends Id> ids) {
        return ids.stream().map(Id::value).toList();
    }

    private void write(XmlWriter xml, NetworkAcl acl) {
        xml.text("networkAclId", acl.id())
                .text("vpcId", acl.vpc())
                .text("ownerId", acl.project())
                .text("default", acl.isDefault())
                .items("entrySet", ENTRIES, entry -> entry.write(xml))
                .items(
                        "associationSet",
                        vpcs.usesOf(acl).entrySet(),
                        use ->
                                xml.text("networkAclAssociationId", use.getKey())
                                        .text("networkAclId", acl.id())
                                        .text("subnetId", use.getValue()))
                .tags(acl.tags());
    }

    /** An entry of the default ACL; it is for everything. */
    private record Entry(int number, String action, boolean egress) {

        void write(XmlWriter xml) {
            xml.text("ruleNumber", number)
                    .text("protocol", "-1")
                    .text("ruleAction", action)
                    .text("egress", egress)
                    .text("cidrBlock", "0.0.0.0/0");
        }
    }

    /** What is let through at 100 never reaches the last entry. */
    private static final List<Entry> ENTRIES =
            List.of(
                    new Entry(100, "allow", true),
                    new Entry(32767, "deny", true),
                    new Entry(100, "allow", false),
                    new Entry(32767, "deny", false));
}
