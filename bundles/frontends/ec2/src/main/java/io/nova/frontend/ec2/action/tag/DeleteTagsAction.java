package io.nova.frontend.ec2.action.tag;

import io.nova.api.tag.TagService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Structures;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes tags off resources. */
@Component(service = Ec2Action.class)
public final class DeleteTagsAction implements Ec2Action {

    private static final Values<String> RESOURCE_IDS = Values.text("ResourceId");
    private static final Value<String> KEY = Value.text("Key").asNeeded();
    private static final Value<String> VALUE = Value.text("Value");
    private static final Structures TAGS = Structures.of("Tag", KEY, VALUE);

    private static final ActionSpec SPEC =
            ActionSpec.changes("DeleteTags", ResourceType.TAG)
                    .needs(RESOURCE_IDS)
                    .takes(TAGS)
                    .build();

    private final TagService tags;

    @Activate
    public DeleteTagsAction(@Reference TagService tags) {
        this.tags = tags;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        Map<String, Optional<String>> unwanted = new LinkedHashMap<>();
        for (Arguments tag : call.structures(TAGS)) {
            // A value that is there and empty means a tag without a value.
            unwanted.put(tag.get(KEY), tag.raw(VALUE));
        }
        tags.delete(context, call.list(RESOURCE_IDS), unwanted);
        return XmlBody.DONE;
    }
}
