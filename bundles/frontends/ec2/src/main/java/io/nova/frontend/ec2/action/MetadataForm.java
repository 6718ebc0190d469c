package io.nova.frontend.ec2.action;

import io.nova.frontend.ec2.query.Query;
import io.nova.model.InvalidParameterException;
import io.nova.model.compute.MetadataOptions;

/** Reads how metadata is to be served. */
final class MetadataForm {

    private MetadataForm() {}

    /**
     * @param now what holds where the request says nothing
     */
    static MetadataOptions of(Query query, MetadataOptions now) {
        return new MetadataOptions(
                choice(query, "HttpEndpoint", "enabled", "disabled", now.endpoint()),
                choice(query, "HttpTokens", "required", "optional", now.tokensRequired()),
                query.integer("HttpPutResponseHopLimit", 1, 64).orElse(now.hopLimit()),
                choice(query, "InstanceMetadataTags", "enabled", "disabled", now.tags()));
    }

    private static boolean choice(
            Query query, String name, String yes, String no, boolean otherwise) {
        String text = query.text(name).orElse(otherwise ? yes : no);
        if (!text.equals(yes) && !text.equals(no)) {
            throw InvalidParameterException.badValue(
                    name, "...", "it is %s or %s".formatted(yes, no));
        }
        return text.equals(yes);
    }
}
