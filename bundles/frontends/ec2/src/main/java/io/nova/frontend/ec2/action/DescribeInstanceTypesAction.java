package io.nova.frontend.ec2.action;

import io.nova.api.compute.InstanceTypeService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.InstanceTypeName;
import io.nova.model.NotFoundException;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.InstanceType;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the sizes that instances may have. */
@Component(service = Ec2Action.class)
public final class DescribeInstanceTypesAction implements Ec2Action {

    private static final Values<InstanceTypeName> INSTANCE_TYPES =
            Values.of("InstanceType", InstanceTypeName::new);

    private static final int MOST = 100;
    private static final Value<Integer> MAX_RESULTS = Paging.upTo(MOST);

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeInstanceTypes", ResourceType.INSTANCE_TYPE)
                    .takes(INSTANCE_TYPES)
                    .flags("IncludeUnsupportedInRegion")
                    .filters(InstanceTypeFilters.FILTERS)
                    .takes(Paging.parameters(MAX_RESULTS))
                    .build();

    private final InstanceTypeService types;

    @Activate
    public DescribeInstanceTypesAction(@Reference InstanceTypeService types) {
        this.types = types;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        List<InstanceTypeName> asked = call.list(INSTANCE_TYPES);
        Paging paging = Paging.of(call, !asked.isEmpty(), MAX_RESULTS);
        for (InstanceTypeName name : asked) {
            // The message of what is not found names it.
            if (types.find(name).isEmpty()) {
                throw new NotFoundException(ResourceType.INSTANCE_TYPE, name);
            }
        }
        List<InstanceType> all =
                types.list().stream()
                        .filter(type -> asked.isEmpty() || asked.contains(type.name()))
                        .filter(type -> type.name().value().compareTo(paging.after()) > 0)
                        .filter(InstanceTypeFilters.FILTERS.of(call))
                        .toList();
        List<InstanceType> page = all.subList(0, Math.min(all.size(), paging.most().orElse(MOST)));
        Optional<String> next =
                page.size() < all.size()
                        ? Optional.of(page.get(page.size() - 1).name().value())
                        : Optional.empty();
        return xml ->
                xml.items("instanceTypeSet", page, type -> InstanceTypeXml.write(xml, type))
                        .text("nextToken", next.map(paging::token));
    }
}
