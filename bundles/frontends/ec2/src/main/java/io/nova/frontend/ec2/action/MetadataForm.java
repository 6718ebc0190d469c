package io.nova.frontend.ec2.action;

import io.nova.frontend.ec2.query.Arguments;
import io.nova.frontend.ec2.query.Parameter;
import io.nova.frontend.ec2.query.Type;
import io.nova.frontend.ec2.query.Value;
import io.nova.model.compute.MetadataOptions;
import java.util.Map;

/** Reads how metadata is to be served. */
final class MetadataForm {

    private static final Value<Boolean> ENDPOINT = choice("HttpEndpoint", "enabled", "disabled");
    private static final Value<Boolean> TOKENS = choice("HttpTokens", "required", "optional");
    private static final Value<Integer> HOP_LIMIT =
            Value.of("HttpPutResponseHopLimit", Type.integer(1, 64));
    private static final Value<Boolean> TAGS =
            choice("InstanceMetadataTags", "enabled", "disabled");

    /** What it says, at the top of a request or in a structure. */
    static final Parameter[] PARAMETERS = {ENDPOINT, TOKENS, HOP_LIMIT, TAGS};

    private MetadataForm() {}

    /**
     * @param now what holds where the request says nothing
     */
    static MetadataOptions of(Arguments call, MetadataOptions now) {
        return new MetadataOptions(
                call.find(ENDPOINT).orElse(now.endpoint()),
                call.find(TOKENS).orElse(now.tokensRequired()),
                call.find(HOP_LIMIT).orElse(now.hopLimit()),
                call.find(TAGS).orElse(now.tags()));
    }

    private static Value<Boolean> choice(String name, String yes, String no) {
        return Value.of(name, Type.oneOf(Map.of(yes, true, no, false)));
    }
}
