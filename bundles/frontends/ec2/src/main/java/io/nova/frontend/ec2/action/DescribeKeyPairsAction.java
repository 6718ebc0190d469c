package io.nova.frontend.ec2.action;

import io.nova.api.compute.KeyPairService;
import io.nova.frontend.ec2.ActionSpec;
import io.nova.frontend.ec2.Ec2Action;
import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Filters;
import io.nova.frontend.ec2.query.Paging;
import io.nova.frontend.ec2.query.Value;
import io.nova.frontend.ec2.query.Values;
import io.nova.frontend.ec2.xml.XmlBody;
import io.nova.model.KeyPairId;
import io.nova.model.RequestContext;
import io.nova.model.ResourceType;
import io.nova.model.compute.KeyPair;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the project's key pairs. */
@Component(service = Ec2Action.class)
public final class DescribeKeyPairsAction implements Ec2Action {

    private static final Filters<KeyPair> FILTERS =
            new Filters.Builder<KeyPair>()
                    .on("fingerprint", KeyPair::fingerprint)
                    .on("key-name", KeyPair::name)
                    .on("key-pair-id", KeyPair::id)
                    .onTags(KeyPair::tags)
                    .build();

    private static final Values<String> KEY_NAMES = Values.text("KeyName");
    private static final Values<KeyPairId> KEY_PAIR_IDS = Values.of("KeyPairId", KeyPairId::new);
    private static final Value<Boolean> INCLUDE_PUBLIC_KEY = Value.flag("IncludePublicKey");

    private static final ActionSpec SPEC =
            ActionSpec.reads("DescribeKeyPairs", ResourceType.KEY_PAIR)
                    .takes(KEY_NAMES, KEY_PAIR_IDS, INCLUDE_PUBLIC_KEY)
                    .filters(FILTERS)
                    .build();

    private final KeyPairService keyPairs;

    @Activate
    public DescribeKeyPairsAction(@Reference KeyPairService keyPairs) {
        this.keyPairs = keyPairs;
    }

    @Override
    public ActionSpec spec() {
        return SPEC;
    }

    @Override
    public XmlBody perform(RequestContext context, Arguments call) {
        List<String> names = call.list(KEY_NAMES);
        List<KeyPairId> ids = call.list(KEY_PAIR_IDS);
        // EC2 shows key pairs all at once; the quota bounds them.
        List<KeyPair> found =
                Paging.of(call, false)
                        .read(
                                (after, limit) ->
                                        keyPairs.describe(context, names, ids, after, limit))
                        .items()
                        .stream()
                        .filter(FILTERS.of(call))
                        .toList();
        boolean withKey = call.is(INCLUDE_PUBLIC_KEY);
        return xml ->
                xml.items(
                        "keySet",
                        found,
                        pair -> {
                            KeyPairXml.write(xml, pair)
                                    .text("keyType", pair.algorithm())
                                    .text("createTime", pair.createdAt())
                                    .tags(pair.tags());
                            if (withKey) {
                                xml.text("publicKey", pair.publicKey());
                            }
                        });
    }
}
