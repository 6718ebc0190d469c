package io.nova.frontend.ec2.action.tag;

import io.nova.api.tag.TagService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Query;
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

    private static final ActionSpec SPEC =
            ActionSpec.changes("DeleteTags", ResourceType.TAG)
                    .needs("ResourceId.N")
                    .takes("Tag.N.Key", "Tag.N.Value")
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
    public XmlBody perform(RequestContext context, Query query) {
        Map<String, Optional<String>> unwanted = new LinkedHashMap<>();
        for (Query tag : query.structures("Tag")) {
            // A value that is there and empty means a tag without a value.
            unwanted.put(tag.required("Key"), tag.values("Value").stream().findFirst());
        }
        tags.delete(context, query.list("ResourceId"), unwanted);
        return XmlBody.DONE;
    }
}
