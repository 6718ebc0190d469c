package io.nova.frontend.ec2.action.vpc;

import io.nova.api.network.VpcService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.frontend.ec2.xml.XmlWriter;
import io.nova.model.DhcpOptionsId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.network.DhcpOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the DHCP options of the project's VPCs. */
@Component(service = Ec2Action.class)
public final class DescribeDhcpOptionsAction implements Ec2Action {

    /** The network's own name server, in EC2's word. */
    private static final String SERVERS = "AmazonProvidedDNS";

    private static final Filters<DhcpOptions> FILTERS =
            new Filters.Builder<DhcpOptions>()
                    .on("dhcp-options-id", DhcpOptions::id)
                    .onAny("key", options -> List.of("domain-name", "domain-name-servers"))
                    .onAny("value", options -> List.of(options.domain(), SERVERS))
                    .on("owner-id", DhcpOptions::project)
                    .onTags(DhcpOptions::tags)
                    .build();

    private static final Values<DhcpOptionsId> DHCP_OPTIONS_IDS =
            Values.of("DhcpOptionsId", DhcpOptionsId::new);

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeDhcpOptions", ResourceType.DHCP_OPTIONS)
                    .takes(DHCP_OPTIONS_IDS)
                    .describes(FILTERS)
                    .build();

    private final VpcService vpcs;

    @Activate
    public DescribeDhcpOptionsAction(@Reference VpcService vpcs) {
        this.vpcs = vpcs;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        return DESCRIBE.perform(vpcs, context, call);
    }

    private static final VpcDescribe<DhcpOptions> DESCRIBE =
            new VpcDescribe<>(
                    DhcpOptions.class,
                    DHCP_OPTIONS_IDS,
                    FILTERS,
                    "dhcpOptionsSet",
                    DescribeDhcpOptionsAction::write);

    private static void write(XmlWriter xml, DhcpOptions options) {
        Map<String, String> configuration = new LinkedHashMap<>();
        configuration.put("domain-name", options.domain());
        configuration.put("domain-name-servers", SERVERS);
        xml.text("dhcpOptionsId", options.id())
                .text("ownerId", options.project())
                .items(
                        "dhcpConfigurationSet",
                        configuration.entrySet(),
                        one ->
                                xml.text("key", one.getKey())
                                        .items(
                                                "valueSet",
                                                List.of(one.getValue()),
                                                value -> xml.text("value", value)))
                .tags(options.tags());
    }
}
