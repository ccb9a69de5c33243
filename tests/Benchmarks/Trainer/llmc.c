// llm.c's train_gpt2 as a peer of `gpt-trainer bench`: prints 'ready', then one step's milliseconds for each line read.
//
//   gcc -O3 -march=native -fopenmp -DOMP -DTRAIN_GPT2='"DIR/train_gpt2.c"' llmc.c -o llmc -lm
//   ./llmc --config A|B|C
#define TESTING
#include TRAIN_GPT2

#define HEADER 256
#define MAGIC 20240326
#define VERSION 3

static const struct { char name; int layers, heads, channels, length, batch, vocabulary; } configs[] = {
    {'A', 4, 4, 128, 64, 12, 65},
    {'B', 6, 6, 384, 256, 8, 65},
    {'C', 12, 12, 768, 256, 1, 50257},
};

// Its weights come from a file only, so one is written with random values.
static void build(GPT2* model, int config) {
    int header[HEADER] = {MAGIC, VERSION, configs[config].length, configs[config].vocabulary, configs[config].layers,
        configs[config].heads, configs[config].channels, (configs[config].vocabulary + 127) / 128 * 128};
    model->config = (GPT2Config){header[2], header[3], header[7], header[4], header[5], header[6]};
    fill_in_parameter_sizes(model->param_sizes, model->config);
    char path[] = "/tmp/llmc-XXXXXX";
    FILE* file = fdopen(mkstemp(path), "wb");
    fwrite(header, sizeof(int), HEADER, file);
    for (int tensor = 0; tensor < NUM_PARAMETER_TENSORS; tensor++) {
        for (size_t i = 0; i < model->param_sizes[tensor]; i++) {
            float value = (rand() / (float)RAND_MAX - 0.5f) * 0.07f;
            fwrite(&value, sizeof(float), 1, file);
        }
    }
    fcloseCheck(file);
    gpt2_build_from_checkpoint(model, path);
    unlink(path);
}

static double milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

int main(int argc, char** argv) {
    int config = argc == 3 && !strcmp(argv[1], "--config") ? argv[2][0] - 'A' : -1;
    if (config < 0 || config > 2) {
        fprintf(stderr, "usage: llmc --config A|B|C\n");
        return 1;
    }
    int batch = configs[config].batch, length = configs[config].length;
    int* inputs = malloc(sizeof(int) * batch * length);
    int* targets = malloc(sizeof(int) * batch * length);
    for (int i = 0; i < batch * length; i++) {
        inputs[i] = rand() % configs[config].vocabulary;
        targets[i] = rand() % configs[config].vocabulary;
    }
    GPT2 model;
    build(&model, config);
    char line[16];
    for (int step = 1;; step++) {
        if (step == 4) printf("ready\n");
        fflush(stdout);
        if (step >= 4 && !fgets(line, sizeof line, stdin)) return 0;
        double started = milliseconds();
        gpt2_forward(&model, inputs, targets, batch, length);
        gpt2_zero_grad(&model);
        gpt2_backward(&model);
        gpt2_update(&model, 6e-4f, 0.9f, 0.95f, 1e-8f, 0.1f, step);
        if (step >= 4) printf("%f\n", milliseconds() - started);
    }
}
