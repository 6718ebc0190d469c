package io.nova.model.compute;

import io.nova.model.InvalidParameterException;

/**
 * How the metadata service answers an instance.
 *
 * @param endpoint whether it answers at all
 * @param tokensRequired whether each request must carry a session token
 * @param hopLimit how many hops the answer to a request for a token may go, 1 to 64
 * @param tags whether the instance's tags are shown there
 */
public record MetadataOptions(
        boolean endpoint, boolean tokensRequired, int hopLimit, boolean tags) {

    /** What EC2 gives to an instance whose owner asked for nothing. */
    public static final MetadataOptions DEFAULT = new MetadataOptions(true, false, 1, false);

    public MetadataOptions {
        if (hopLimit < 1 || hopLimit > 64) {
            throw InvalidParameterException.badValue(
                    "HttpPutResponseHopLimit",
                    Integer.toString(hopLimit),
                    "it is a number from 1 to 64");
        }
    }
}
