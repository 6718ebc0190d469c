package io.nova.manager.objectstore;

import io.nova.api.objectstore.Anonymous;
import io.nova.manager.objectstore.policy.ConditionKeys;
import io.nova.model.Caller;
import io.nova.model.RequestFacts;
import io.nova.model.Role;
import io.nova.model.objectstore.Bucket;
import io.nova.model.objectstore.TagSet;
import io.nova.spi.state.Rec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What policies may ask of a request. */
final class RequestKeys implements ConditionKeys {

    private static final String EXISTING_TAG = "s3:existingobjecttag/";
    private static final String REQUEST_TAG = "s3:requestobjecttag/";

    private final AccessRequest request;
    private final Bucket bucket;
    private final Caller caller;
    private final RequestFacts facts;

    RequestKeys(AccessRequest request) {
        this.request = request;
        this.bucket = request.bucket().map(Rec::value).orElseThrow();
        this.caller = request.caller();
        this.facts = request.context().facts();
    }

    /** Returns the name of what the request is about. */
    String resource() {
        return "arn:aws:s3:::" + bucket.name() + request.key().map(key -> "/" + key).orElse("");
    }

    @Override
    public List<String> values(String name) {
        if (name.equals("s3:requestobjecttagkeys")) {
            return facts.keys().keySet().stream()
                    .filter(key -> key.startsWith(REQUEST_TAG))
                    .map(key -> key.substring(REQUEST_TAG.length()))
                    .sorted()
                    .toList();
        }
        return value(name).stream().toList();
    }

    private Optional<String> value(String name) {
        if (name.startsWith(EXISTING_TAG)) {
            return tag(name.substring(EXISTING_TAG.length()));
        }
        return switch (name) {
            case "aws:currenttime" -> facts.time().map(Instant::toString);
            case "aws:epochtime" -> facts.time().map(time -> "" + time.getEpochSecond());
            case "aws:sourceip" -> facts.sourceIp();
            case "aws:securetransport" ->
                    // Requests from the cloud itself come over no wire at all.
                    facts.time().map(time -> Boolean.toString(facts.secure()));
            case "aws:useragent" -> facts.userAgent();
            case "aws:referer" -> facts.referer();
            case "aws:resourceaccount", "s3:resourceaccount" -> Optional.of(bucket.owner().value());
            case "aws:viaawsservice" -> Optional.of("false");
            case "s3:signatureage" ->
                    facts.signatureAge().map(Duration::toMillis).map(String::valueOf);
            default -> name.startsWith("aws:") ? ofCaller(name) : facts.key(name);
        };
    }

    private Optional<String> ofCaller(String name) {
        if (Anonymous.is(caller)) {
            return switch (name) {
                case "aws:principaltype" -> Optional.of("Anonymous");
                case "aws:userid" -> Optional.of("anonymous");
                default -> Optional.empty();
            };
        }
        return switch (name) {
            case "aws:username", "aws:userid" -> Optional.of(caller.user().value());
            case "aws:principalaccount" -> Optional.of(caller.project().value());
            case "aws:principalarn" ->
                    Optional.of(
                            "arn:aws:iam::%s:user/%s".formatted(caller.project(), caller.user()));
            case "aws:principaltype" -> Optional.of("User");
            case "aws:principalisawsservice" ->
                    Optional.of(Boolean.toString(caller.has(Role.SERVICE)));
            default -> Optional.empty();
        };
    }

    private Optional<String> tag(String key) {
        return request.object()
                .flatMap(object -> object.info().tags())
                .map(TagSet::tags)
                .flatMap(tags -> Optional.ofNullable(tags.get(key)));
    }
}
