package io.nova.frontend.ec2.query;

import io.nova.model.InvalidParameterException;
import io.nova.model.LimitExceededException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tags that a request puts on what it makes. */
public final class TagSpecifications {

    private final Value<String> type;
    private final Structures list;
    private final String first;

    private TagSpecifications(String first, String... others) {
        String[] made = new String[others.length + 1];
        made[0] = first;
        System.arraycopy(others, 0, made, 1, others.length);
        this.first = first;
        this.type = Value.of("ResourceType", Type.oneOf(made)).asNeeded();
        this.list = Structures.of("TagSpecification", type, Tags.PARAMETER);
    }

    /** Tags for what an action makes: resources of these types, as EC2 calls them. */
    public static TagSpecifications on(String first, String... others) {
        return new TagSpecifications(first, others);
    }

    /** Returns the parameter that carries them. */
    public Parameter parameter() {
        return list;
    }

    /** As {@link #of(Arguments, String)}, of the first type. */
    public Map<String, String> of(Arguments call) {
        return of(call, first);
    }

    /**
     * Returns the tags of what is made of this type.
     *
     * @throws InvalidParameterException if a key is given twice
     * @throws LimitExceededException if they are more than a resource has
     */
    public Map<String, String> of(Arguments call, String made) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (Arguments specification : call.structures(list)) {
            if (specification.get(type).equals(made)) {
                Tags.add(tags, specification.structures(Tags.PARAMETER));
            }
        }
        return tags;
    }
}
