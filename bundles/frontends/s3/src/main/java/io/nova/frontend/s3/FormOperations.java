package io.nova.frontend.s3;

import io.nova.api.objectstore.Anonymous;
import io.nova.api.objectstore.ObjectBody;
import io.nova.api.objectstore.ObjectService;
import io.nova.api.objectstore.PutRequest;
import io.nova.api.objectstore.WriteCondition;
import io.nova.frontend.aws.AwsAuthenticator;
import io.nova.frontend.aws.CheckedStream;
import io.nova.frontend.http.Exchange;
import io.nova.frontend.s3.S3Routes.Level;
import io.nova.model.Caller;
import io.nova.model.RequestContext;
import io.nova.model.objectstore.ObjectInfo;
import io.nova.model.objectstore.TagSet;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Objects that browsers send as the file of a form. Who signs is not who sends: the form carries
 * what its signer allows.
 */
final class FormOperations implements S3Operations {

    private final AwsAuthenticator authenticator;
    private final ObjectService objects;
    private final Clock clock;

    FormOperations(AwsAuthenticator authenticator, ObjectService objects, Clock clock) {
        this.authenticator = authenticator;
        this.objects = objects;
        this.clock = clock;
    }

    @Override
    public void addTo(S3Routes routes) {
        routes.add("PostObject", "POST", Level.BUCKET, "", this::post);
    }

    private void post(S3Call call) throws IOException {
        if (call.request().getLength() < 0) {
            throw new S3Fault(
                    S3Code.MissingContentLength,
                    "You must provide the Content-Length HTTP header.");
        }
        FormReader form = FormReader.begin(call.body(), call.header("content-type").orElse(""));
        FormFields fields = form.fields();
        String key = fields.key();
        Optional<Caller> signer = authenticator.form(fields.values());
        Caller caller = caller(call, signer);
        Exchange.of(call.request()).project(caller.project().value());
        Instant now = clock.instant();
        FormLimit limit = FormLimit.NONE;
        if (signer.isPresent()) {
            FormPolicy policy = FormPolicyReader.read(fields.find("policy").orElse(""));
            policy.check(fields, call.target().bucket(), now);
            limit = policy.limit();
        }
        RefusedHeaders.check(call);
        S3Call asked = asked(call, key, fields, caller, now);
        ObjectInfo object = put(asked, fields, Conditions.ofWrite(call), limit.of(form.file()));
        new FormAnswer(asked, fields, object).send();
    }

    /** A request that is signed as others are needs no policy, and may have none. */
    private static Caller caller(S3Call call, Optional<Caller> signer) {
        Caller sender = call.context().caller();
        if (signer.isPresent() && !Anonymous.is(sender)) {
            throw S3Fault.badArgument(
                    "policy", "", "Only one auth mechanism allowed; the request is signed already");
        }
        return signer.orElse(sender);
    }

    /** Returns the request that the form stands for. */
    private static S3Call asked(
            S3Call call, String key, FormFields fields, Caller caller, Instant now) {
        FormHead head = new FormHead(call.request(), fields);
        S3Target target = new S3Target(call.target().bucket(), key, Map.of());
        RequestContext context =
                new RequestContext(
                        call.context().requestId(),
                        caller,
                        FactFields.of(head, target, now, FormHead.signature(fields)));
        return new S3Call(context, target, head, call.response(), call.callback(), call.accounts());
    }

    private ObjectInfo put(
            S3Call asked, FormFields fields, WriteCondition condition, InputStream file)
            throws IOException {
        RefusedHeaders.check(asked);
        TagSet tags = TagFields.form(asked, fields);
        PutRequest request =
                PutRequest.PLAIN
                        .withHeaders(MetadataFields.read(asked))
                        .withAcl(AclFields.acl(asked))
                        .withTags(tags)
                        .withCondition(condition);
        CheckedStream checked = new CheckedStream(file, asked.request());
        return objects.put(
                FactFields.withTags(asked.context(), tags),
                asked.target().bucketName(),
                asked.target().objectKey(),
                request,
                ObjectBody.of(checked, ChecksumFields.algorithm(asked), checked.sums()));
    }
}
