# make run    train the quickstart job on this machine
# make test   build everything and pass the whole suite
# make faults kill the operator after every write, and whatever else can go wrong; ends with the number of failures
# make check  formatting and generated files
# make crds   regenerate the CRD from the C# types
# make bench-trainer   time the trainer's step; PEER names a command to time in turn (tests/Benchmarks/Trainer/run.sh)
# make bench-operator  the operator beside the built-in Job controller; ETCD, KUBE_APISERVER and KUBE_CONTROLLER_MANAGER
#             name programs that are not on PATH, ARGUMENTS is passed on (tests/Benchmarks/Operator)

CONFIGURATION ?= Release
OUTPUT := bin/$(CONFIGURATION)/net10.0
OPERATOR := operator/$(OUTPUT)/gpt-operator
TOOLS := .tools/ready

.PHONY: run test faults check build crds bench-trainer bench-operator clean

run:
	@command -v dotnet >/dev/null || { echo "make run needs the .NET SDK 10 (https://dot.net); install it and run make again."; exit 1; }
	@dotnet build operator -c $(CONFIGURATION) --nologo -v quiet -clp:NoSummary
	@dotnet build trainer -c $(CONFIGURATION) --nologo -v quiet -clp:NoSummary
	@rm -rf .gptoperator/quickstart
	@$(OPERATOR) local run --replace crds/samples/quickstart.yaml

test: build $(TOOLS)
	@tests/run.sh $(CONFIGURATION)

faults:
	@dotnet build tests/Faults -c $(CONFIGURATION) --nologo -v quiet -clp:NoSummary
	@dotnet tests/Faults/$(OUTPUT)/GptOperator.Faults.dll

check:
	dotnet format GptOperator.sln --verify-no-changes

build:
	dotnet build GptOperator.sln -c $(CONFIGURATION) --nologo

crds: build
	$(OPERATOR) crd > crds/.crd.tmp && mv crds/.crd.tmp crds/gpttrainingjobs.gptoperator.io.yaml

bench-trainer:
	@dotnet build trainer -c $(CONFIGURATION) --nologo -v quiet -clp:NoSummary
	@tests/Benchmarks/Trainer/run.sh trainer/$(OUTPUT)/gpt-trainer

bench-operator:
	@dotnet build operator -c $(CONFIGURATION) --nologo -v quiet -clp:NoSummary
	@dotnet build tests/Benchmarks/Operator -c $(CONFIGURATION) --nologo -v quiet -clp:NoSummary
	@dotnet tests/Benchmarks/Operator/$(OUTPUT)/GptOperator.Benchmark.dll --operator $(OPERATOR) $(ARGUMENTS)

$(TOOLS): tests/tools/package.json tests/tools/unpack.js
	@command -v npm >/dev/null || { echo "make test needs node 20 with npm, for kubectl and Azurite (Debian: apt-get install nodejs npm)"; exit 1; }
	@mkdir -p .tools && cp tests/tools/package.json .tools/
	npm install --prefix .tools --no-package-lock --no-audit --no-fund --loglevel error
	node tests/tools/unpack.js $(CURDIR)/.tools
	@touch $@

clean:
	rm -rf .gptoperator .tools
	find crds operator trainer tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
